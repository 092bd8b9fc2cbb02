import { randomUUID } from 'node:crypto';
import { refuseStale } from '../../domain/revision';
import type { SshKey } from '../../domain/ssh-keys/ssh-key';
import { cutPage } from '../../domain/values/page';
import { readKeyFields, type DescribedKey } from '../../services/ssh-keys/read-fields';
import type { SshKeyStore } from '../../store/ssh-keys/keys';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import { sshKeyBody, sshKeyPage, sshKeyQuery, sshKeyView, toSshKeyView } from './schemas';

export interface SshKeyRouteDeps {
  readonly keys: SshKeyStore;
  /** `sshKeys.lifetimeDays` of the platform's settings. */
  readonly lifetimeDays: () => Promise<number>;
  readonly now: () => Date;
}

const tag = 'SSH keys';
const read = 'ssh-keys:read';
const write = 'ssh-keys:write';
const dayMs = 86_400_000;
const label = (key: Pick<SshKey, 'uuid' | 'fingerprint'>) => ({ uuid: key.uuid, name: key.fingerprint });

/** `/ssh-keys`: the inventory that alerts of the kind `key_rotation` watch. */
export function createSshKeyRoutes({ keys, lifetimeDays, now }: SshKeyRouteDeps): Route[] {
  const reply = async (status: number, key: SshKey) => ({
    status,
    body: toSshKeyView(key, await lifetimeDays()),
    revision: key.revision,
  });

  return [
    defineRoute({
      method: 'get',
      path: '/ssh-keys',
      operationId: 'listSshKeys',
      tag,
      summary: 'List SSH keys, the oldest first',
      permission: read,
      query: sshKeyQuery,
      responses: { 200: { description: 'A page of keys', schema: sshKeyPage } },
      async handle(context) {
        const { limit, cursor: _cursor, count: _count, sort, dueWithinDays, ...same } = context.query;
        const days = await lifetimeDays();
        const dueBy = (within: number) => new Date(now().getTime() + (within - days) * dayMs);
        const filter = { ...same, ...(dueWithinDays === undefined ? {} : { createdBefore: dueBy(dueWithinDays) }) };
        const after = readCursor<{ createdAt: Date; uuid: string }>(context);
        const descending = sort === '-createdAt';
        const found = await keys.list(filter, {
          descending,
          limit: limit + 1,
          ...(after === undefined ? {} : { after }),
        });
        const { items, last } = cutPage(found, limit);
        const next = last === undefined ? undefined : { createdAt: last.createdAt, uuid: last.uuid };
        return pageReply(context, { items: items.map((key) => toSshKeyView(key, days)), next }, () =>
          keys.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/ssh-keys/{uuid}',
      operationId: 'getSshKey',
      tag,
      summary: 'Get an SSH key',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The key', schema: sshKeyView, etag: true } },
      handle: async ({ params }) => reply(200, await keys.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/ssh-keys',
      operationId: 'createSshKey',
      tag,
      summary: 'Create an SSH key',
      description: 'By its public part, or by what that says. A private key is refused and kept nowhere.',
      permission: write,
      body: sshKeyBody,
      audit: { operation: 'ssh-keys.create', resource: 'sshKeys' },
      responses: { 201: { description: 'The new key', schema: sshKeyView, etag: true, location: true } },
      check: async ({ body }) => readKeyFields(body as DescribedKey, now()),
      async handle({ note }, fields) {
        const key = await keys.create(randomUUID(), fields);
        note({ objects: [label(key)] });
        return { ...(await reply(201, key)), headers: { Location: `/api/v1/ssh-keys/${key.uuid}` } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/ssh-keys/{uuid}',
      operationId: 'updateSshKey',
      tag,
      summary: 'Update an SSH key',
      description:
        'A key that was replaced gets the new fingerprint and `createdAt` here, or is deleted and created anew.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      body: sshKeyBody,
      audit: { operation: 'ssh-keys.update', resource: 'sshKeys' },
      responses: { 200: { description: 'The updated key', schema: sshKeyView, etag: true } },
      async handle({ params, body, ifMatch, note }) {
        const current = await keys.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [label(current)] });
        const fields = readKeyFields({ createdAt: current.createdAt, ...body }, now());
        return reply(200, await keys.update(current.uuid, current.revision, fields));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/ssh-keys/{uuid}',
      operationId: 'deleteSshKey',
      tag,
      summary: 'Delete an SSH key',
      description: 'Only here: what it opens is not changed.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'ssh-keys.delete', resource: 'sshKeys' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note }) {
        const key = await keys.get(params.uuid);
        refuseStale(key, ifMatch);
        note({ objects: [label(key)] });
        return key;
      },
      async handle(_context, key) {
        await keys.remove(key.uuid, key.revision);
        return { status: 204 };
      },
    }),
  ];
}
