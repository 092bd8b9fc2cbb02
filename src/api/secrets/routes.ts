import { randomUUID } from 'node:crypto';
import { CertloomError, validationFailed } from '../../domain/problem';
import { securityContexts, type SecurityContext } from '../../domain/scripts/runtime';
import { defaultContexts, type NamedSecret, type SealedFor } from '../../domain/secrets/named-secret';
import { refuseStale } from '../../domain/revision';
import type { DeletionHooks } from '../../services/identity/deletion';
import type { ContextSealing } from '../../services/secrets/context-sealing';
import type { NamedSecrets } from '../../services/secrets/named-secrets';
import type { SecretStore } from '../../store/secrets/secrets';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseUnseen } from '../http/preconditions';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type Route } from '../http/route';
import { secretBody, secretPage, secretPath, secretView, toSecretView } from './schemas';

export interface SecretRouteDeps extends Pick<DeletionHooks, 'referencesOf'> {
  readonly secrets: SecretStore;
  readonly named: Pick<NamedSecrets, 'seal' | 'openOf'>;
  readonly sealFor: ContextSealing['seal'];
  readonly now: () => Date;
}

const tag = 'Secrets';
const read = 'secrets:read';
const write = 'secrets:write';

/** `/secrets`: passwords and the like that others use by name. No answer ever holds one. */
export function createSecretRoutes(deps: SecretRouteDeps): Route[] {
  const { secrets, referencesOf } = deps;

  const viewOf = async (secret: NamedSecret) => toSecretView(secret, await referencesOf('secret', secret));
  const reply = async (status: number, secret: NamedSecret) => ({
    status,
    body: await viewOf(secret),
    revision: secret.revision,
  });

  async function existing(name: string): Promise<NamedSecret> {
    const found = await secrets.byName(name);
    if (found === undefined) throw new CertloomError('not_found', 'There is no such secret.');
    return found;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/secrets',
      operationId: 'listSecrets',
      tag,
      summary: 'List secrets, without what is secret',
      permission: read,
      query: namedListQuery,
      responses: { 200: { description: 'A page of secrets', schema: secretPage } },
      handle: (context) =>
        namedList(context, {
          async list(query) {
            const { items, next } = await secrets.list(query);
            return { items: await Promise.all(items.map(viewOf)), next };
          },
          count: secrets.count,
        }),
    }),
    defineRoute({
      method: 'get',
      path: '/secrets/{name}',
      operationId: 'getSecret',
      tag,
      summary: 'Get a secret, without what is secret',
      permission: read,
      params: secretPath,
      responses: { 200: { description: 'The secret', schema: secretView, etag: true } },
      handle: async ({ params }) => reply(200, await existing(params.name)),
    }),
    defineRoute({
      method: 'put',
      path: '/secrets/{name}',
      operationId: 'updateSecret',
      tag,
      summary: 'Update a secret, or create it',
      description:
        'It is kept encrypted under the master key, and no answer, log or history shows it. `If-Match` is needed when there is one already; `"0"`, or none, creates it. Whoever uses it by its name uses the new one from then on.',
      permission: write,
      params: secretPath,
      ifMatch: 'whenPresent',
      body: secretBody,
      audit: { operation: 'secrets.update', resource: 'secrets' },
      responses: {
        200: { description: 'The updated secret', schema: secretView, etag: true },
        201: { description: 'The new secret', schema: secretView, etag: true },
      },
      async check({ params: { name }, body, req, ifMatch, note }) {
        const before = (await secrets.byName(name)) ?? null;
        refuseUnseen({ req, ifMatch }, before, 'secret');
        const uuid = before?.uuid ?? randomUUID();
        note({ objects: [{ uuid, name }] });
        const at = deps.now();
        const contexts = securityContexts.filter((one) =>
          (body.contexts ?? before?.contexts ?? defaultContexts).includes(one),
        );
        const set = body.secret === undefined ? undefined : { sealed: deps.named.seal(uuid, body.secret), setAt: at };
        const text = body.secret ?? (before === null ? undefined : deps.named.openOf(before));
        if (before !== null || set !== undefined) {
          const isWidened = contexts.some((one) => before?.contexts.includes(one) === false);
          if (text === undefined && isWidened)
            throw missingSecret('it cannot be opened, so give it again for more contexts');
          const sealedFor = text === undefined ? keptOf(before, contexts) : await deps.sealFor(uuid, contexts, text);
          return { before, uuid, at, set, given: { contexts, sealedFor } };
        }
        throw missingSecret('a new secret needs what is to be kept secret');
      },
      async handle({ params: { name }, body: { description } }, { before, uuid, at, set, given }) {
        if (before !== null) {
          return reply(200, await secrets.update(uuid, before.revision, { description, ...given, ...set }));
        }
        return reply(201, await secrets.create(uuid, { name, description, createdAt: at, ...given, ...set! }));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/secrets/{name}',
      operationId: 'deleteSecret',
      tag,
      summary: 'Delete a secret',
      description: 'Refused while something names it.',
      permission: write,
      params: secretPath,
      ifMatch: true,
      audit: { operation: 'secrets.delete', resource: 'secrets' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await existing(params.name);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('secret', await referencesOf('secret', current), { object: current, upcoming });
        return current;
      },
      async handle(_context, current) {
        await secrets.remove(current.uuid, current.revision);
        return { status: 204 };
      },
    }),
  ];
}

function missingSecret(detail: string): CertloomError {
  return validationFailed([{ pointer: '/secret', code: 'required', detail }]);
}

/** What is sealed stays so for the contexts that are left. */
function keptOf(before: NamedSecret | null, contexts: readonly SecurityContext[]): SealedFor {
  const kept = Object.entries(before?.sealedFor ?? {}).filter(([context]) => contexts.some((one) => one === context));
  return Object.fromEntries(kept);
}
