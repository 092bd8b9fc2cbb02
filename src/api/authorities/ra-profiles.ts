import { randomUUID } from 'node:crypto';
import { rightsToApprovals, rightsToBind, unbound } from '../../domain/authorities/binding-rights';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { approvableActions } from '../../domain/approvals/profile';
import { noRenewal } from '../../domain/authorities/renewal-settings';
import { validationFailed, type Fault } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { replacementDetectionModes } from '../../domain/settings/platform';
import type { ApprovalProfileStore } from '../../store/approvals/profiles';
import type { AuthorityStore } from '../../store/authorities/authorities';
import type { CertificateProfileStore } from '../../store/authorities/certificate-profiles';
import type { RaProfileStore } from '../../store/authorities/ra-profiles';
import { duration } from '../http/durations';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { refuseWithoutRights } from '../http/rights';
import { type DeletionHooks } from '../../services/identity/deletion';
import { type Route, defineRoute } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import { besideOne, description, lifetimePercent, name, page, uuid, uuidPath, z } from '../http/schemas';

const renewalSettings = z
  .strictObject({
    enabled: z.boolean().default(noRenewal.enabled),
    days: z
      .number()
      .int()
      .min(1)
      .max(3_650)
      .nullable()
      .default(noRenewal.days)
      .openapi({ description: 'Before the end.' }),
    percent: z
      .number()
      .int()
      .min(1)
      .max(90)
      .nullable()
      .default(noRenewal.percent)
      .openapi({ description: 'When so much of the lifetime is left.' }),
    byAuthority: z
      .boolean()
      .default(noRenewal.byAuthority)
      .openapi({ description: 'Also when the authority wants it.' }),
    jitterHours: z
      .number()
      .int()
      .min(0)
      .max(168)
      .default(noRenewal.jitterHours)
      .openapi({ description: 'Brought forward by up to so many hours, so that not all come at once.' }),
  })
  .openapi('RenewalSettings', {
    description:
      'Whether Certloom renews by itself what it has issued: at the earliest of these moments, but not before half of the lifetime is over.',
  });

const approvalsBody = z
  .strictObject({ issue: uuid, renew: uuid, rekey: uuid, revoke: uuid })
  .partial()
  .openapi('RaProfileApprovalsRequest', { description: 'The approval profile of each operation that needs one.' });
const profileUuid = z.string().optional();
const approvalsView = z
  .strictObject({
    ...{ issue: profileUuid, issueName: besideOne, renew: profileUuid, renewName: besideOne },
    ...{ rekey: profileUuid, rekeyName: besideOne, revoke: profileUuid, revokeName: besideOne },
  })
  .openapi('RaProfileApprovals');

const raProfileBody = z
  .strictObject({
    name,
    description,
    enabled: z.boolean().default(true),
    authorityInstanceUuid: uuid
      .nullable()
      .default(null)
      .openapi({ description: 'Whom certificates are ordered from.' }),
    certificateProfileUuid: uuid.nullable().default(null).openapi({ description: 'What they may be.' }),
    validationEnabled: z.boolean().nullable().default(null),
    validationFrequency: duration('PT1H', 'P1Y').nullable().default(null),
    expiringThreshold: duration('PT1H', 'P10Y').nullable().default(null),
    expiringThresholdPercent: lifetimePercent
      .default(null)
      .openapi({ description: 'Percent of the lifetime. 100 switches off the percentage that the platform sets.' }),
    replacementDetection: z.enum(replacementDetectionModes).nullable().default(null),
    keepPrivateKeys: z.boolean().default(false).openapi({
      description:
        'Whether private keys that Certloom makes are kept, encrypted with the master key, for `/certificates/{uuid}/private-key`. Else each is given out once. Keys that are kept stay when this is switched off.',
    }),
    renewal: renewalSettings.prefault({}),
    approvalProfiles: approvalsBody.default({}),
  })
  .openapi('RaProfileRequest', { description: 'Null means: as the platform settings say.' });

const raProfileSchema = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    description: z.string(),
    enabled: z.boolean(),
    authorityInstanceUuid: z.string().nullable(),
    authorityInstanceName: besideOne,
    certificateProfileUuid: z.string().nullable(),
    certificateProfileName: besideOne,
    validationEnabled: z.boolean().nullable(),
    validationFrequency: z.string().nullable(),
    expiringThreshold: z.string().nullable(),
    expiringThresholdPercent: z.number().int().nullable(),
    replacementDetection: z.enum(replacementDetectionModes).nullable(),
    keepPrivateKeys: z.boolean(),
    renewal: renewalSettings,
    approvalProfiles: approvalsView,
    revision: z.number().int(),
  })
  .openapi('RaProfile');

export interface RaProfileRouteDeps extends DeletionHooks {
  readonly raProfiles: RaProfileStore;
  readonly authorities: Pick<AuthorityStore, 'find'>;
  readonly certificateProfiles: Pick<CertificateProfileStore, 'find'>;
  readonly approvalProfiles: Pick<ApprovalProfileStore, 'byIds'>;
}

const tag = 'RA profiles';
const rightsText =
  'To change `approvalProfiles` needs `approval-profiles:write`, too; `authorityInstanceUuid`, `certificateProfileUuid` and `keepPrivateKeys` need `authorities:write`.';

/** `/ra-profiles`. One that certificates or actions use is not deleted. */
export function createRaProfileRoutes(deps: RaProfileRouteDeps): Route[] {
  const { raProfiles, referencesOf, beforeDeletion } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/ra-profiles',
      operationId: 'listRaProfiles',
      tag,
      summary: 'List RA profiles',
      permission: 'ra-profiles:read',
      query: namedListQuery,
      responses: { 200: { description: 'A page of RA profiles', schema: page(raProfileSchema) } },
      handle: (context) => namedList(context, raProfiles),
    }),
    defineRoute({
      method: 'get',
      path: '/ra-profiles/{uuid}',
      operationId: 'getRaProfile',
      tag,
      summary: 'Get an RA profile',
      permission: 'ra-profiles:read',
      params: uuidPath,
      responses: { 200: { description: 'The RA profile', schema: raProfileSchema, etag: true } },
      handle: async ({ params }) => replyWith(200, await raProfiles.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/ra-profiles',
      operationId: 'createRaProfile',
      tag,
      summary: 'Create an RA profile',
      description: rightsText,
      permission: 'ra-profiles:write',
      body: raProfileBody,
      audit: { operation: 'ra-profiles.create', resource: 'raProfiles' },
      responses: { 201: { description: 'The new RA profile', schema: raProfileSchema, etag: true, location: true } },
      check({ body, caller, upcoming }) {
        refuseWithoutRights(caller, rightsToBind(unbound, body));
        return refuseUnknown(body, deps, upcoming);
      },
      async handle({ body }) {
        const profile = await raProfiles.create(randomUUID(), body);
        return { ...replyWith(201, profile), headers: { Location: `/api/v1/ra-profiles/${profile.uuid}` } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/ra-profiles/{uuid}',
      operationId: 'updateRaProfile',
      tag,
      summary: 'Update an RA profile',
      description: rightsText,
      permission: 'ra-profiles:write',
      params: uuidPath,
      body: raProfileBody,
      ifMatch: true,
      audit: { operation: 'ra-profiles.update', resource: 'raProfiles' },
      responses: { 200: { description: 'The updated RA profile', schema: raProfileSchema, etag: true } },
      async check({ params, body, ifMatch, caller, upcoming }) {
        const current = await raProfiles.get(params.uuid);
        refuseStale(current, ifMatch);
        refuseWithoutRights(caller, rightsToBind(current, body));
        await refuseUnknown(body, deps, upcoming);
        return current.revision;
      },
      // Conditional on what was read, also where the caller does not mind: the rights are those to change just that.
      handle: async ({ params, body }, seen) => replyWith(200, await raProfiles.update(params.uuid, seen, body)),
    }),
    defineRoute({
      method: 'delete',
      path: '/ra-profiles/{uuid}',
      operationId: 'deleteRaProfile',
      tag,
      summary: 'Delete an RA profile',
      description:
        'Refused while certificates or triggers use it. With approval profiles it needs `approval-profiles:write`, too.',
      permission: 'ra-profiles:write',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'ra-profiles.delete', resource: 'raProfiles' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, caller, upcoming }) {
        const current = await raProfiles.get(params.uuid);
        refuseStale(current, ifMatch);
        refuseWithoutRights(caller, rightsToApprovals(current, unbound));
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('RA profile', await referencesOf('raProfile', current), { object: current, upcoming });
        return current;
      },
      async handle({ note, caller }, current) {
        const revision = await raProfiles.bumpRevision(current.uuid, current.revision);
        const message = await beforeDeletion('raProfile', current, caller.actor);
        if (message !== undefined) note({ message });
        await raProfiles.remove(current.uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}

/** Throws `validation_failed` for an authority, a certificate profile or an approval profile that is not there. */
async function refuseUnknown(
  { authorityInstanceUuid, certificateProfileUuid, approvalProfiles: approvals }: z.output<typeof raProfileBody>,
  { authorities, certificateProfiles, approvalProfiles }: RaProfileRouteDeps,
  upcoming: Upcoming | undefined,
): Promise<void> {
  const [authority, profile, known] = await Promise.all([
    authorityInstanceUuid === null ? null : authorities.find(authorityInstanceUuid),
    certificateProfileUuid === null ? null : certificateProfiles.find(certificateProfileUuid),
    approvalProfiles.byIds(Object.values(approvals)),
  ]);
  const isKnown = (uuid: string) =>
    known.some((one) => one.uuid === uuid) || upcoming?.has('approvalProfile', uuid) === true;
  const isMissing = (kind: 'authority' | 'certificateProfile', uuid: string | null, found: object | null | undefined) =>
    found === undefined && upcoming?.has(kind, uuid ?? '') !== true;
  const faults = [
    ...(isMissing('authority', authorityInstanceUuid, authority)
      ? [unknownObject('/authorityInstanceUuid', 'authority')]
      : []),
    ...(isMissing('certificateProfile', certificateProfileUuid, profile)
      ? [unknownObject('/certificateProfileUuid', 'certificate profile')]
      : []),
    ...approvableActions
      .filter((action) => approvals[action] !== undefined && !isKnown(approvals[action]))
      .map((action) => unknownObject(`/approvalProfiles/${action}`, 'approval profile')),
  ];
  if (faults.length > 0) throw validationFailed(faults);
}

function unknownObject(pointer: string, noun: string): Fault {
  return { pointer, code: 'not_found', detail: `there is no such ${noun}` };
}

function replyWith(status: number, profile: RaProfile) {
  return { status, body: profile, revision: profile.revision };
}
