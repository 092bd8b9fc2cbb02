import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { metadataPointer, readMetadata, type AttributeChange } from '../../domain/compat/metadata';
import { CertloomError } from '../../domain/problem';
import type { CertificateIds } from '../../services/compat/certificate-ids';
import type { InnerCalls } from '../http/inner-calls';
import { defineRoute, type Route } from '../http/route';
import { noteIgnored } from './call-notes';
import { renamingFaults } from './errors';
import { authoriseCall, compatTag, innerCalls, requestedWithHeader, type OurRoutes } from './route-parts';
import { metadataBody, unusedOf } from './schemas';

export interface CompatMetadataDeps {
  readonly ids: Pick<CertificateIds, 'get'>;
  readonly attributes: () => Promise<readonly AttributeDefinition[]>;
}

/** Metadata there are custom attributes here. */
export function createCompatMetadataRoute(routes: OurRoutes, { ids, attributes }: CompatMetadataDeps): Route {
  return defineRoute({
    method: 'put',
    path: '/Certificates/Metadata',
    operationId: 'updateCertificateMetadata',
    tag: compatTag,
    summary: 'Set custom attributes of a certificate',
    permission: 'authenticated',
    requestHeaders: requestedWithHeader,
    body: metadataBody,
    audit: 'own',
    responses: { 204: { description: 'Set' } },
    async handle(context) {
      const { body, req } = context;
      noteIgnored(req, unusedOf(body, ['Id', 'Metadata']));
      const calls = innerCalls(routes, context);
      await authoriseCall(calls, 'patch /certificates/{uuid}');
      const { changes, faults } = readMetadata(body.Metadata, await attributes());
      if (faults.length > 0) {
        throw new CertloomError('invalid_custom_attributes', faults[0]!.detail, { errors: faults.slice(0, 100) });
      }
      const { uuid } = await ids.get(body.Id);
      await setMetadata(calls, uuid, changes);
      return { status: 204 };
    },
  });
}

/** Sets custom attributes of a certificate, whatever its revision. Faults point into `Metadata`. */
export async function setMetadata(calls: InnerCalls, uuid: string, changes: readonly AttributeChange[]): Promise<void> {
  if (changes.length === 0) return;
  const change = { params: { uuid }, body: { customAttributes: changes }, ifMatch: 'any' } as const;
  await renamingFaults(
    () => calls.call('patch /certificates/{uuid}', change),
    (pointer) => pointerOfMetadata(pointer, changes),
  );
}

/** `/customAttributes/0/content/0/data` as `/Metadata/<name>`. */
export function pointerOfMetadata(pointer: string, changes: readonly AttributeChange[]): string {
  const at = /^\/customAttributes\/(\d+)/.exec(pointer)?.[1];
  const change = at === undefined ? undefined : changes[Number(at)];
  return change === undefined ? pointer : metadataPointer(change.name);
}
