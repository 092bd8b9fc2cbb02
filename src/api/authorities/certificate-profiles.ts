import { randomUUID } from 'node:crypto';
import type { CertificateProfile } from '../../domain/authorities/certificate-profile';
import type { PatternEngine } from '../../domain/conditions/patterns';
import { validationFailed, type Fault } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { millisecondsOf } from '../../domain/values/duration';
import type { DeletionHooks } from '../../services/identity/deletion';
import type { CertificateProfileStore } from '../../store/authorities/certificate-profiles';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type Route } from '../http/route';
import { page, uuidPath, type z } from '../http/schemas';
import { certificateProfileBody, certificateProfileView } from './certificate-profile-schemas';

export interface CertificateProfileRouteDeps extends DeletionHooks {
  readonly certificateProfiles: CertificateProfileStore;
  readonly patterns: PatternEngine;
}

const shared = { tag: 'Certificate profiles' } as const;
const read = 'certificate-profiles:read';
const write = 'certificate-profiles:write';

/** `/certificate-profiles`: what certificates may be. One that RA profiles use is not deleted. */
export function createCertificateProfileRoutes(deps: CertificateProfileRouteDeps): Route[] {
  const { certificateProfiles: profiles, patterns } = deps;
  return [
    defineRoute({
      ...shared,
      method: 'get',
      path: '/certificate-profiles',
      operationId: 'listCertificateProfiles',
      summary: 'List certificate profiles',
      permission: read,
      query: namedListQuery,
      responses: { 200: { description: 'A page of certificate profiles', schema: page(certificateProfileView) } },
      handle: (context) => namedList(context, profiles),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/certificate-profiles/{uuid}',
      operationId: 'getCertificateProfile',
      summary: 'Get a certificate profile',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The certificate profile', schema: certificateProfileView, etag: true } },
      handle: async ({ params }) => reply(200, await profiles.get(params.uuid)),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/certificate-profiles',
      operationId: 'createCertificateProfile',
      summary: 'Create a certificate profile',
      permission: write,
      body: certificateProfileBody,
      audit: { operation: 'certificate-profiles.create', resource: 'certificateProfiles' },
      responses: {
        201: { description: 'The new certificate profile', schema: certificateProfileView, etag: true, location: true },
      },
      check: async ({ body }) => refuseContradictions(body, patterns),
      async handle({ body }) {
        const profile = await profiles.create(randomUUID(), body);
        return { ...reply(201, profile), headers: { Location: `/api/v1/certificate-profiles/${profile.uuid}` } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'put',
      path: '/certificate-profiles/{uuid}',
      operationId: 'updateCertificateProfile',
      summary: 'Update a certificate profile',
      permission: write,
      params: uuidPath,
      body: certificateProfileBody,
      ifMatch: true,
      audit: { operation: 'certificate-profiles.update', resource: 'certificateProfiles' },
      responses: {
        200: { description: 'The updated certificate profile', schema: certificateProfileView, etag: true },
      },
      async check({ params, body, ifMatch }) {
        refuseStale(await profiles.get(params.uuid), ifMatch);
        refuseContradictions(body, patterns);
      },
      handle: async ({ params, body, ifMatch }) => reply(200, await profiles.update(params.uuid, ifMatch, body)),
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      path: '/certificate-profiles/{uuid}',
      operationId: 'deleteCertificateProfile',
      summary: 'Delete a certificate profile',
      description: 'Refused while RA profiles use it.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'certificate-profiles.delete', resource: 'certificateProfiles' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await profiles.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        const usedBy = await deps.referencesOf('certificateProfile', current);
        refuseWhenUsed('certificate profile', usedBy, { object: current, upcoming });
        return current;
      },
      async handle(_context, current) {
        await profiles.remove(current.uuid, current.revision);
        return { status: 204 };
      },
    }),
  ];
}

type Body = z.output<typeof certificateProfileBody>;

/** Throws `validation_failed` for patterns that are none, and for limits that no request could meet. */
function refuseContradictions(body: Body, engine: PatternEngine): void {
  const lists = [
    ...body.names.map((rule, index) => ({ rule, at: `/names/${index}` })),
    ...body.subject.map((rule, index) => ({ rule, at: `/subject/${index}` })),
  ];
  const bad = lists.flatMap(({ rule, at }) =>
    rule.patterns.flatMap((pattern, index) => patternFault(engine, pattern, `${at}/patterns/${index}`)),
  );
  const twice = [
    twiceIn(body.names, ({ kind }) => kind, '/names'),
    twiceIn(body.subject, (one) => one.attribute, '/subject'),
  ];
  const faults = [
    ...bad,
    ...twice.flat(),
    ...(body.minNames > body.maxNames
      ? [fault('/minNames', 'contradiction', 'minNames is larger than maxNames: no request could be right')]
      : []),
    ...(millisecondsOf(body.lifetime, 0) > millisecondsOf(body.maxLifetime, 0)
      ? [fault('/lifetime', 'contradiction', 'lifetime is longer than maxLifetime')]
      : []),
    ...body.keys.flatMap((key, index) =>
      key.algorithm === 'rsa' && key.minBits > key.maxBits
        ? [fault(`/keys/${index}/minBits`, 'contradiction', 'minBits is larger than maxBits')]
        : [],
    ),
  ];
  if (faults.length > 0) throw validationFailed(faults);
}

function patternFault(engine: PatternEngine, pattern: string, pointer: string): Fault[] {
  try {
    engine.compile(pattern);
    return [];
  } catch {
    return [fault(pointer, 'invalid_pattern', 'an RE2 pattern is expected that is not too large')];
  }
}

function twiceIn<T>(rules: readonly T[], key: (rule: T) => string, at: string): Fault[] {
  return rules.flatMap((rule, index) =>
    rules.findIndex((other) => key(other) === key(rule)) === index
      ? []
      : [fault(`${at}/${index}`, 'listed_twice', `there is a rule for ${key(rule)} already`)],
  );
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}

function reply(status: number, profile: CertificateProfile) {
  return { status, body: profile, revision: profile.revision };
}
