import { readHostPort } from '../../domain/alerts/host-port';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Operation } from '../../domain/operations/operation';
import { isFinal } from '../../domain/operations/transitions';
import { isCertloomError } from '../../domain/problem';
import type { Deployed, FileDeployment } from '../alerts/deploy-files';
import type { IsServed } from '../alerts/served-certificate';
import type { OperationOccasion, OperationRequest, OperationStart } from './start';

export interface RenewalOrderDeps {
  readonly start: OperationStart['start'];
  readonly findOperation: (uuid: string) => Promise<Operation | null>;
  readonly certificate: (uuid: string) => Promise<RenewedCertificate | null>;
  /** Content of certificates, by uuid. */
  readonly contents: (uuids: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  readonly files: FileDeployment;
  readonly isServed: IsServed;
}

/** What is read of the certificates before and behind a renewal. */
export type RenewedCertificate = Pick<CertificateRecord, 'thumbprint' | 'fingerprint' | 'notAfter' | 'metadata'>;

/** What has come of an operation so far. */
export type OrderOutcome =
  | { readonly kind: 'under_way'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'issued'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'failed'; readonly error: string; readonly message: string };

/** Renewals that handlers of alerts and steps of workflows order, and what they tell of them. */
export function createRenewalOrders(deps: RenewalOrderDeps) {
  const { start, findOperation, certificate } = deps;
  return {
    /** The same key is one operation; one that renews the certificate already is what was wanted. */
    async begin(wanted: OperationRequest, occasion: OperationOccasion): Promise<Operation> {
      try {
        return await start(wanted, occasion);
      } catch (error) {
        const other =
          isCertloomError(error) && error.code === 'operation_under_way' ? error.more.extra?.['operationUuid'] : null;
        const found = typeof other === 'string' ? await findOperation(other) : null;
        if (found?.action === wanted.action) return found;
        throw error;
      }
    },

    find: findOperation,

    /** As variables: `newCertificateId`, `newThumbprint` and `newExpiration` once there is one. */
    async told({ uuid, state, issuedCertificate, errorCode, message }: Operation): Promise<OrderOutcome> {
      const variables = { operationId: uuid, operationState: state };
      if (!isFinal(state)) return { kind: 'under_way', variables };
      if (issuedCertificate === null) {
        return {
          ...{ kind: 'failed', error: errorCode ?? 'renewal_failed' },
          message: message ?? `The operation ended as ${state}.`,
        };
      }
      const issued = await certificate(issuedCertificate);
      const found = {
        newCertificateId: issuedCertificate,
        newThumbprint: issued?.thumbprint ?? '',
        newExpiration: issued?.notAfter?.toISOString() ?? '',
      };
      return { kind: 'issued', variables: { ...variables, ...found } };
    },

    /** Puts the new one where the one before was found, as far as that are files; the rest is told. */
    async deployed(replaced: string, issued: string, mayWrite = true): Promise<Partial<Deployed>> {
      const [old, contents] = await Promise.all([certificate(replaced), deps.contents([replaced, issued])]);
      const [before, after] = [contents.get(replaced), contents.get(issued)];
      if (old === null || before === undefined || after === undefined) return { deployed: [], notDeployed: [] };
      const seen = (name: string) =>
        old.metadata.flatMap((entry) => (entry.name === name ? entry.data.map(String) : []));
      return deps.files.deploy({ before, after }, seen('place'), seen('path'), mayWrite);
    },

    /** Whether an endpoint (host:port) shows the new one within so many milliseconds; undefined: it does. */
    async verified(
      text: string,
      issued: string,
      ms: number,
      signal: AbortSignal,
    ): Promise<{ readonly error: string; readonly message: string } | undefined> {
      const place = readHostPort(text);
      if (place === undefined) {
        const message = `“${text.slice(0, 200)}” is no host and port, such as www.example.com:443.`;
        return { error: 'bad_endpoint', message };
      }
      const { fingerprint } = (await certificate(issued)) ?? {};
      const served = await deps.isServed(place, fingerprint ?? '', Math.max(0, ms), signal);
      if (served.isServed) return undefined;
      return { error: 'endpoint_not_renewed', message: `${text} does not show the new certificate. ${served.detail}` };
    },
  };
}

export type RenewalOrders = ReturnType<typeof createRenewalOrders>;
