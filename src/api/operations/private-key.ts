import type { KeyObject } from 'node:crypto';
import { certificateName } from '../../domain/certificates/pending';
import { CertloomError } from '../../domain/problem';
import { deliverKey } from '../../services/operations/made-keys';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { defineRoute, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import { deliveredKey, keyExportBody } from './schemas';

export interface PrivateKeyRouteDeps {
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly chainOf: (certificate: string) => Promise<readonly Uint8Array[]>;
  /** Throws `not_found` where none is kept. */
  readonly openKey: (certificate: string) => Promise<KeyObject>;
}

/** Private keys that are kept, for who may have them again. */
export function createPrivateKeyRoutes({ inventory, chainOf, openKey }: PrivateKeyRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/certificates/{uuid}/private-key',
      operationId: 'exportPrivateKey',
      tag: 'Operations',
      summary: 'Export the private key of a certificate',
      description:
        'For a key that Certloom has made and keeps, because `keepPrivateKeys` of the RA profile said so when it was asked for. Each time is in the audit log.',
      permission: 'certificates:export-keys',
      budget: 'search',
      params: uuidPath,
      body: keyExportBody,
      audit: { operation: 'certificates.export-key', resource: 'certificates' },
      responses: { 200: { description: 'The key with its certificates', schema: deliveredKey } },
      async handle({ params, body, note }) {
        const record = await inventory.find(params.uuid);
        if (record === null) throw new CertloomError('not_found', 'There is no such certificate.');
        const name = certificateName(record);
        note({ objects: [{ uuid: record.uuid, name }] });
        const privateKey = await openKey(record.uuid);
        return { status: 200, body: await deliverKey({ privateKey, name }, await chainOf(record.uuid), body) };
      },
    }),
  ];
}
