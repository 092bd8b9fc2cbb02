import { randomUUID } from 'node:crypto';
import {
  connectionFaults,
  secretMembersChanged,
  secretsOf,
  type Connection,
  type ConnectionFields,
} from '../../domain/connections/connection';
import { securityContexts } from '../../domain/scripts/runtime';
import { validationFailed } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { UsedBy } from '../../services/identity/deletion';
import type { ConnectionStore } from '../../store/connections/connections';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Caller, type Reply, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import type { Upcoming } from '../http/upcoming';
import { connectionBody, connectionPage, connectionView } from './schemas';

export interface ConnectionRouteDeps {
  readonly connections: ConnectionStore;
  readonly isSecret: (name: string) => Promise<boolean>;
  /** Whether a text is PEM certificates that TLS can trust. */
  readonly isTrust: (pem: string) => boolean;
  /** What refers to a connection; some are enough. */
  readonly usersOf: (connection: Pick<Connection, 'uuid' | 'name'>) => Promise<readonly UsedBy[]>;
  readonly now: () => Date;
}

const shared = { tag: 'Connections' } as const;
const read = 'connections:read';
const write = 'connections:write';
const shownUsers = 20;

/** `/connections`: services that alerts and others call by name, with the name of the secret that lets them in. */
export function createConnectionRoutes(deps: ConnectionRouteDeps): Route[] {
  const { connections, usersOf } = deps;

  async function reply(status: number, connection: Connection): Promise<Reply> {
    const usedBy = (await usersOf(connection)).slice(0, shownUsers);
    return { status, body: { ...connection, usedBy }, revision: connection.revision };
  }

  /** Throws `forbidden` and `validation_failed`. */
  async function checked(
    given: ConnectionFields,
    before: Connection | null,
    { caller, upcoming }: { readonly caller: Caller; readonly upcoming?: Upcoming | undefined },
  ): Promise<ConnectionFields> {
    const fields = { ...given, allowedContexts: securityContexts.filter((one) => given.allowedContexts.includes(one)) };
    refuseWithoutRights(
      caller,
      secretMembersChanged(before, fields).map((member) => ({ pointer: `/${member}`, permission: 'secrets:use' })),
    );
    const faults = connectionFaults(fields);
    const known = before === null ? [] : secretsOf(before);
    for (const member of ['secretRef', 'signingSecretRef'] as const) {
      const name = fields[member];
      if (name === null || known.includes(name) || upcoming?.find('secret', name) !== undefined) continue;
      if (await deps.isSecret(name)) continue;
      faults.push({ pointer: `/${member}`, code: 'unknown_secret', detail: 'there is no secret of this name' });
    }
    if (fields.tls.ca !== null && !deps.isTrust(fields.tls.ca)) {
      faults.push({ pointer: '/tls/ca', code: 'wrong_value', detail: 'certificates in PEM are expected' });
    }
    if (faults.length > 0) throw validationFailed(faults);
    return fields;
  }

  return [
    defineRoute({
      ...shared,
      method: 'get',
      path: '/connections',
      operationId: 'listConnections',
      summary: 'List connections',
      permission: read,
      query: namedListQuery,
      responses: { 200: { description: 'A page of connections', schema: connectionPage } },
      handle: (context) => namedList(context, connections),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/connections/{uuid}',
      operationId: 'getConnection',
      summary: 'Get a connection',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The connection', schema: connectionView, etag: true } },
      handle: async ({ params }) => reply(200, await connections.get(params.uuid)),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/connections',
      operationId: 'createConnection',
      summary: 'Create a connection',
      description: 'Nothing is called. Who names a secret needs `secrets:use`.',
      permission: write,
      body: connectionBody,
      audit: { operation: 'connections.create', resource: 'connections' },
      responses: { 201: { description: 'The new connection', schema: connectionView, etag: true, location: true } },
      check: ({ body, caller, upcoming }) => checked(body, null, { caller, upcoming }),
      async handle(_context, fields) {
        const now = deps.now();
        const made = await connections.create(randomUUID(), { ...fields, createdAt: now, changedAt: now });
        return { ...(await reply(201, made)), headers: { Location: `/api/v1/connections/${made.uuid}` } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'put',
      path: '/connections/{uuid}',
      operationId: 'updateConnection',
      summary: 'Update a connection',
      description:
        'Whoever uses it calls the new address from then on. With a secret, another address, authentication or trust needs `secrets:use`.',
      permission: write,
      params: uuidPath,
      body: connectionBody,
      ifMatch: true,
      audit: { operation: 'connections.update', resource: 'connections' },
      responses: { 200: { description: 'The updated connection', schema: connectionView, etag: true } },
      async check({ params, body, ifMatch, caller, upcoming }) {
        const current = await connections.get(params.uuid);
        refuseStale(current, ifMatch);
        return checked(body, current, { caller, upcoming });
      },
      async handle({ params, ifMatch }, fields) {
        return reply(200, await connections.update(params.uuid, ifMatch, { ...fields, changedAt: deps.now() }));
      },
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      path: '/connections/{uuid}',
      operationId: 'deleteConnection',
      summary: 'Delete a connection',
      description: 'Refused while something uses it. Its secrets stay.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'connections.delete', resource: 'connections' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await connections.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('connection', await usersOf(current), { object: current, upcoming });
        return current;
      },
      async handle(_context, { uuid, revision }) {
        await connections.remove(uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}
