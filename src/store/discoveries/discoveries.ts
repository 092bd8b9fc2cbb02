import { Schema, trusted, type Connection, type mongo, type QueryFilter } from 'mongoose';
import type { AttributeValues } from '../../domain/attributes/attribute';
import type { Discovery, DiscoveryStatus, OpenRun, RunCause } from '../../domain/discoveries/discovery';
import type { DiscoveryKind } from '../../domain/discoveries/kinds';
import { cutPage } from '../../domain/values/page';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import {
  allOf,
  boundsOfName,
  createNamedStore,
  namedSchema,
  type NamedDocument,
  type NamedPage,
  type NamedQuery,
  type NameFilter,
} from '../database/named';

type DiscoveryDocument = NamedDocument & Omit<Discovery, 'uuid'>;

const mixed = Schema.Types.Mixed;
const schema = namedSchema<DiscoveryDocument>({
  description: { type: String, default: '' },
  kind: { type: String, required: true },
  attributes: mixed,
  customAttributes: mixed,
  createdAt: Date,
  status: { type: String, default: null },
  message: { type: String, default: null },
  startTime: { type: Date, default: null },
  endTime: { type: Date, default: null },
  totalCertificateDiscovered: { type: Number, default: 0 },
  userUuid: { type: String, default: null },
  lastRun: { type: Number, default: 0 },
  openRun: mixed,
});
schema.index({ kind: 1, name: 1 });
schema.index({ status: 1, name: 1 });

export interface DiscoveryFilter extends NameFilter {
  readonly kind?: DiscoveryKind;
  readonly status?: DiscoveryStatus;
}

/** What of a discovery a run says of itself; no change of the configuration, so the revision stays. */
export type RunFields = Pick<
  Discovery,
  'status' | 'message' | 'startTime' | 'endTime' | 'totalCertificateDiscovered' | 'userUuid'
>;

/** Discoveries, each with its latest run in short. */
export function createDiscoveryStore(db: Connection) {
  const named = createNamedStore<DiscoveryDocument, Discovery>(
    db,
    'discoveries',
    schema,
    { noun: 'a discovery' },
    (rows) => rows.map(toDiscovery),
  );
  const model = modelOf(db, 'discoveries', schema);
  const rows = collectionOf(model);
  const some = async (filter: mongo.Filter<DiscoveryDocument>, limit: number) =>
    (await rows.find(filter).sort({ name: 1 }).limit(limit).toArray()).map(toDiscovery);
  const boundsOf = ({ kind, status, ...filter }: DiscoveryFilter) => [
    ...boundsOfName(filter),
    ...(kind === undefined ? [] : [{ kind }]),
    ...(status === undefined ? [] : [{ status }]),
  ];

  return {
    create: named.create,
    find: named.find,
    get: named.get,
    byName: named.byName,
    byIds: named.byIds,
    update: named.update,
    bumpRevision: named.bumpRevision,
    remove: named.remove,

    /** In the order of names, by code point. */
    async list(query: NamedQuery & DiscoveryFilter): Promise<NamedPage<Discovery>> {
      const { descending = false, after, limit, ...filter } = query;
      const position = after === undefined ? [] : [{ name: trusted(descending ? { $lt: after } : { $gt: after }) }];
      const found = await model
        .find(allOf([...boundsOf(filter), ...position]) as QueryFilter<DiscoveryDocument>)
        .sort({ name: descending ? -1 : 1 })
        .limit(limit + 1)
        .lean();
      const { items, last } = cutPage(found as unknown as DiscoveryDocument[], limit);
      return { items: items.map(toDiscovery), next: last?.name };
    },

    count: (filter: DiscoveryFilter): Promise<Count> => countRows(rows, allOf(boundsOf(filter))),

    /** Takes the next run for an execution; null when another one is open, or was faster. */
    async takeRun(uuid: string, seen: Pick<Discovery, 'lastRun'>, cause: RunCause): Promise<OpenRun | null> {
      const openRun = { number: seen.lastRun + 1, ...cause };
      const { matchedCount } = await rows.updateOne(
        { _id: uuid, openRun: null, lastRun: seen.lastRun },
        { $set: { openRun, lastRun: openRun.number } },
      );
      return matchedCount > 0 ? openRun : null;
    },

    /** What the run says, as long as no later one has begun. */
    async noteRun(uuid: string, number: number, fields: Partial<RunFields>): Promise<void> {
      await rows.updateOne({ _id: uuid, lastRun: number }, { $set: fields });
    },

    /** The run has ended: another one may begin. */
    async closeRun(uuid: string, number: number): Promise<void> {
      await rows.updateOne({ _id: uuid, 'openRun.number': number }, { $set: { openRun: null } });
    },

    /** Some of those that use a secret of this name. */
    usingSecret: (secret: string, limit: number): Promise<Discovery[]> =>
      some({ 'attributes.passwordSecrets': secret }, limit),

    /** Some of those that read what this authority has issued. */
    ofAuthority: (authority: { readonly uuid: string; readonly name: string }, limit: number): Promise<Discovery[]> =>
      some({ kind: 'issued_list', 'attributes.authority': { $in: [authority.uuid, authority.name] } }, limit),

    /** Values that a trigger set; null when the discovery is gone or has another revision. */
    async setAttributes(
      uuid: string,
      seenRevision: number,
      customAttributes: AttributeValues,
    ): Promise<Discovery | null> {
      const row = await rows.findOneAndUpdate(
        { _id: uuid, revision: seenRevision },
        { $set: { customAttributes }, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      );
      return row === null ? null : toDiscovery(row);
    },
  };
}

export type DiscoveryStore = ReturnType<typeof createDiscoveryStore>;

function toDiscovery({ _id, openRun, customAttributes, attributes, ...discovery }: DiscoveryDocument): Discovery {
  return {
    ...discovery,
    uuid: _id,
    attributes: attributes ?? {},
    customAttributes: customAttributes ?? {},
    openRun: openRun ?? null,
  };
}
