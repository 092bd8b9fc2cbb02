import { randomUUID } from 'node:crypto';
import type { AuthorityInstance } from '../../domain/authorities/instance';
import { CertloomError, isCertloomError, validationFailed } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { SecretBox } from '../../secrets/secret-box';
import type { AuthorityRegistry } from '../../services/authorities/registry';
import { sealSettings } from '../../services/authorities/secrets';
import type { DeletionHooks } from '../../services/identity/deletion';
import type { AuthorityStore } from '../../store/authorities/authorities';
import { pemOf } from '../../x509/pem-writer';
import { attachment } from '../http/file-names';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, uuidPath } from '../http/schemas';
import { authorityBody, authorityView, probeView } from './authority-schemas';

export interface AuthorityRouteDeps extends DeletionHooks {
  readonly authorities: AuthorityStore;
  readonly registry: AuthorityRegistry;
  readonly secrets: SecretBox;
}

const shared = { tag: 'Authorities' } as const;
const read = 'authorities:read';
const write = 'authorities:write';

/** `/authorities`: whom certificates are ordered from. One that RA profiles use is not deleted. */
export function createAuthorityRoutes(deps: AuthorityRouteDeps): Route[] {
  const { authorities, registry, secrets: box } = deps;

  function viewOf({ secrets, ...authority }: AuthorityInstance) {
    const { settings } = authority;
    const warnings = registry.serviceOf(settings).warnings?.(settings) ?? [];
    return { ...authority, secrets: Object.keys(secrets), warnings };
  }
  const reply = (status: number, authority: AuthorityInstance) => ({
    status,
    body: viewOf(authority),
    revision: authority.revision,
  });

  return [
    defineRoute({
      ...shared,
      method: 'get',
      path: '/authorities',
      operationId: 'listAuthorities',
      summary: 'List authorities',
      permission: read,
      query: namedListQuery,
      responses: { 200: { description: 'A page of authorities', schema: page(authorityView) } },
      handle: (context) =>
        namedList(context, {
          async list(query) {
            const { items, next } = await authorities.list(query);
            return { items: items.map(viewOf), next };
          },
          count: (filter) => authorities.count(filter),
        }),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/authorities/{uuid}',
      operationId: 'getAuthority',
      summary: 'Get an authority',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The authority', schema: authorityView, etag: true } },
      handle: async ({ params }) => reply(200, await authorities.get(params.uuid)),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/authorities',
      operationId: 'createAuthority',
      summary: 'Create an authority',
      permission: write,
      body: authorityBody,
      audit: { operation: 'authorities.create', resource: 'authorities' },
      responses: { 201: { description: 'The new authority', schema: authorityView, etag: true, location: true } },
      async check({ body, caller }) {
        refuseUnownedScript(caller, body.settings, null);
        const uuid = randomUUID();
        return { uuid, kept: sealSettings(body.settings, { uuid, before: null, box }) };
      },
      async handle({ body: { settings: _given, ...rest } }, { uuid, kept }) {
        const authority = await authorities.create(uuid, { ...rest, ...kept });
        return { ...reply(201, authority), headers: { Location: `/api/v1/authorities/${uuid}` } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'put',
      path: '/authorities/{uuid}',
      operationId: 'updateAuthority',
      summary: 'Update an authority',
      description:
        'Its kind stays. Secrets that you leave out stay as they are, as long as the address keeps scheme, host and port; null takes one away.',
      permission: write,
      params: uuidPath,
      body: authorityBody,
      ifMatch: true,
      audit: { operation: 'authorities.update', resource: 'authorities' },
      responses: { 200: { description: 'The updated authority', schema: authorityView, etag: true } },
      async check({ params: { uuid }, body, ifMatch, caller }) {
        const before = await authorities.get(uuid);
        refuseUnownedScript(caller, body.settings, before.settings);
        refuseStale(before, ifMatch);
        refuseOtherKind(before, body.settings.kind);
        const kept = sealSettings(body.settings, { uuid, before, box });
        await registry.serviceOf(before.settings).refuseChange?.(before, before.settings, kept.settings);
        return { before, kept };
      },
      handle: async ({ body: { settings: _given, ...rest } }, { before: { uuid, revision }, kept }) =>
        reply(200, await authorities.update(uuid, revision, { ...rest, ...kept })),
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      path: '/authorities/{uuid}',
      operationId: 'deleteAuthority',
      summary: 'Delete an authority',
      description: 'Refused while RA profiles use it, and while certificates of a built-in one are valid.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'authorities.delete', resource: 'authorities' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await authorities.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('authority', await deps.referencesOf('authority', current), { object: current, upcoming });
        await registry.serviceOf(current.settings).refuseDeletion?.(current);
        return current;
      },
      async handle(_context, current) {
        await authorities.remove(current.uuid, current.revision);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/authorities/{uuid}/probe',
      operationId: 'probeAuthority',
      summary: 'Probe an authority: whether it answers and knows us',
      permission: write,
      params: uuidPath,
      budget: 'testSend',
      audit: { operation: 'authorities.probe', resource: 'authorities' },
      responses: { 200: { description: 'What came of it', schema: probeView } },
      async handle({ params }) {
        const authority = await registry.authorityOf(params.uuid);
        try {
          await authority.probe();
          return { status: 200, body: { ok: true, message: null } };
        } catch (error) {
          return { status: 200, body: { ok: false, message: inWords(error) } };
        }
      },
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/authorities/{uuid}/issuers',
      operationId: 'getAuthorityIssuers',
      summary: 'Get the CA certificates of an authority',
      description:
        'As PEM, the issuing one first; as DER, if `Accept` asks for it, the issuing one alone. Those of a built-in authority are made now if they were not before.',
      permission: read,
      params: uuidPath,
      responses: {
        200: {
          description: 'The certificates',
          raw: {
            'application/x-pem-file': { kind: 'text', description: 'PEM (RFC 7468).' },
            'application/pkix-cert': { kind: 'binary', description: 'DER of the issuing CA certificate.' },
          },
        },
      },
      async handle({ params, req }) {
        const { name } = await authorities.get(params.uuid);
        const chain = await (await registry.authorityOf(params.uuid)).issuers();
        const wantsDer = req.accepts(['application/x-pem-file', 'application/pkix-cert']) === 'application/pkix-cert';
        const first = chain[0];
        if (first === undefined) throw new CertloomError('not_found', 'The authority tells no CA certificates.');
        return {
          status: 200,
          raw: wantsDer ? Buffer.from(first) : chain.map((der) => pemOf('CERTIFICATE', der)).join(''),
          headers: {
            'Content-Type': wantsDer ? 'application/pkix-cert' : 'application/x-pem-file',
            'Content-Disposition': attachment(name, 'authority', wantsDer ? 'cer' : 'pem'),
            Vary: 'Accept',
          },
        };
      },
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/authorities/{uuid}/crl',
      operationId: 'getAuthorityCrl',
      summary: 'Get the current revocation list of an authority',
      permission: read,
      params: uuidPath,
      responses: {
        200: {
          description: 'The list',
          raw: { 'application/pkix-crl': { kind: 'binary', description: 'DER (RFC 5280).' } },
        },
      },
      async handle({ params }) {
        const { name } = await authorities.get(params.uuid);
        const crl = await (await registry.authorityOf(params.uuid)).crl();
        if (crl === null) throw new CertloomError('not_found', 'The authority hands out no revocation list.');
        const headers = {
          'Content-Type': 'application/pkix-crl',
          'Content-Disposition': attachment(name, 'authority', 'crl'),
        };
        return { status: 200, raw: Buffer.from(crl), headers };
      },
    }),
  ];
}

function refuseOtherKind({ settings }: AuthorityInstance, kind: string): void {
  if (settings.kind === kind) return;
  const detail = `the authority is of kind ${settings.kind}, for good; create another one`;
  throw validationFailed([{ pointer: '/settings/kind', code: 'kind_fixed', detail }]);
}

/** What an authority says of itself is one line; texts of libraries are cut. */
function inWords(error: unknown): string {
  const text = isCertloomError(error) ? error.detail : error instanceof Error ? error.message : 'the probe failed';
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 500);
}

/** Whoever has an authority run a script has to be allowed to run scripts. */
function refuseUnownedScript(
  caller: Pick<Caller, 'permissions'>,
  settings: { readonly kind: string; readonly dnsScript?: string | null },
  before: { readonly kind: string; readonly dnsScript?: string | null } | null,
): void {
  const { dnsScript = null } = settings;
  if (dnsScript === null || dnsScript === before?.dnsScript) return;
  refuseWithoutRights(caller, [{ pointer: '/settings/dnsScript', permission: 'scripts:execute' }]);
}
