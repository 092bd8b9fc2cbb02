import { Schema, type Connection } from 'mongoose';
import type { Alert, AlertFields } from '../../domain/alerts/alert';
import type { AlertKindCode } from '../../domain/alerts/kind';
import { cutPage } from '../../domain/values/page';
import type { SeenRevision } from '../../domain/revision';
import { collectionOf, filterOf } from '../database/collection';
import { countOf, type Count } from '../database/count';
import { modelOf } from '../database/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

/** `name` is kind and lower-case name: unique within the kind, whatever the case. */
interface AlertDocument extends NamedDocument, Omit<AlertFields, 'name'> {
  readonly title: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** The version that the engine's schedule was made by. */
  readonly scheduledRevision: number;
  /** When the schedule needs further times; null where it has a rule. */
  readonly refreshAt: Date | null;
}

const mixed = Schema.Types.Mixed;
const schema = namedSchema<AlertDocument>({
  ...{ title: String, kind: String, enabled: Boolean, description: String, collectionId: String, thresholds: mixed },
  ...{ graceDays: Number, includeReplaced: Boolean, lifetimeShare: mixed, repeat: mixed, schedule: mixed },
  ...{ timeZone: String, onUncertain: String, recipients: mixed, subject: String, message: String, mode: String },
  ...{ semantics: String, handlers: mixed, createdAt: Date, changedAt: Date, scheduledRevision: Number },
  ...{ needsCollection: Boolean, raProfileId: String, when: String, sources: mixed },
  ...{ keys: mixed, endpoint: mixed, warningDays: Number, warningHours: Number, logEvery: String },
  refreshAt: { type: Date, default: null },
});
schema.index({ collectionId: 1 });

export interface AlertFilter {
  readonly kind?: AlertKindCode;
  readonly enabled?: boolean;
  /** Part of name or description, without regard to case. */
  readonly search?: string;
}

/** `kind`: by kind and name, without regard to case; by `name` upper and lower case differ. */
export type AlertOrder = 'kind' | 'name' | 'changedAt';

/** The last alert of the page before. */
export interface AlertPosition {
  readonly value: string | Date;
  readonly key: string;
}

export interface AlertQuery extends AlertFilter {
  readonly sort?: AlertOrder;
  readonly direction?: 1 | -1;
  readonly after?: AlertPosition;
  readonly limit: number;
}

export type AlertStore = ReturnType<typeof createAlertStore>;

export function createAlertStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'alerts', schema));
  const named = createNamedStore<AlertDocument, Alert>(db, 'alerts', schema, { noun: 'an alert' }, (found) =>
    found.map(toAlert),
  );

  async function* found(query: Omit<AlertQuery, 'limit'>): AsyncGenerator<AlertDocument> {
    const { kind, enabled, search, after, sort = 'kind', direction = 1 } = query;
    const needle = search?.toLowerCase();
    const field = fieldOf[sort];
    const filter = {
      ...(after === undefined ? {} : behind(field, direction, after)),
      ...(kind === undefined ? {} : { kind }),
      ...(enabled === undefined ? {} : { enabled }),
    };
    const order = { [field]: direction, name: direction };
    for await (const row of rows.find(filterOf<AlertDocument>(filter)).sort(order)) {
      const text = `${row.title}\n${row.description}`.toLowerCase();
      if (needle === undefined || text.includes(needle)) yield row;
    }
  }

  return {
    find: named.find,
    get: named.get,
    byIds: named.byIds,
    bumpRevision: named.bumpRevision,
    remove: named.remove,

    byName: (kind: AlertKindCode, name: string): Promise<Alert | undefined> => named.byName(keyOf({ kind, name })),

    create: (uuid: string, fields: AlertFields, at: Date): Promise<Alert> =>
      named.create(uuid, {
        ...toRow(fields),
        ...{ createdAt: at, changedAt: at, scheduledRevision: 0, refreshAt: null },
      }),

    /** Throws `not_found`, `revision_mismatch`, `name_taken`. */
    update: (uuid: string, seen: SeenRevision, fields: AlertFields, at: Date): Promise<Alert> =>
      named.update(uuid, seen, { ...toRow(fields), changedAt: at }),

    /** There are few alerts. */
    async list({
      limit,
      ...query
    }: AlertQuery): Promise<{ readonly items: Alert[]; readonly next: AlertPosition | undefined }> {
      const page: AlertDocument[] = [];
      for await (const row of found(query)) if (page.push(row) > limit) break;
      const { items, last } = cutPage(page, limit);
      const field = fieldOf[query.sort ?? 'kind'];
      return { items: items.map(toAlert), next: last && { value: last[field], key: last.name } };
    },

    async count(filter: AlertFilter): Promise<Count> {
      let value = 0;
      for await (const _row of found(filter)) value += 1;
      return countOf(value);
    },

    /** All of a kind that are enabled. */
    async enabled(kind: AlertKindCode): Promise<Alert[]> {
      return (await rows.find({ kind, enabled: true }).sort({ name: 1 }).limit(10_000).toArray()).map(toAlert);
    },

    /** Those that look at this collection. */
    async ofCollection(collectionId: string): Promise<Alert[]> {
      return (await rows.find({ collectionId }).sort({ name: 1 }).limit(100).toArray()).map(toAlert);
    },

    async all(): Promise<Alert[]> {
      return (await rows.find({}).sort({ name: 1 }).limit(10_000).toArray()).map(toAlert);
    },

    /** The engine's schedule is as this version says. */
    async markScheduled({ uuid, version }: Pick<Alert, 'uuid' | 'version'>, refreshAt: Date | null): Promise<void> {
      await rows.updateOne({ _id: uuid, revision: version }, { $set: { scheduledRevision: version, refreshAt } });
    },

    /** Alerts whose schedule is not what they say, or needs further times. */
    async unscheduled(now: Date): Promise<Alert[]> {
      const all = await rows.find({}).limit(10_000).toArray();
      return all
        .filter(
          ({ revision, scheduledRevision, refreshAt }) =>
            revision !== scheduledRevision || (refreshAt !== null && refreshAt <= now),
        )
        .map(toAlert);
    },
  };
}

const fieldOf = { kind: 'name', name: 'title', changedAt: 'changedAt' } as const satisfies Record<AlertOrder, string>;

function behind(field: string, direction: 1 | -1, { value, key }: AlertPosition) {
  const past = direction === 1 ? '$gt' : '$lt';
  if (field === 'name') return { name: { [past]: key } };
  return { $or: [{ [field]: { [past]: value } }, { [field]: value, name: { [past]: key } }] };
}

function keyOf({ kind, name }: Pick<AlertFields, 'kind' | 'name'>): string {
  return `${kind} ${name.toLowerCase()}`;
}

function toRow({ name, ...fields }: AlertFields) {
  return { ...fields, title: name, name: keyOf({ kind: fields.kind, name }) };
}

function toAlert(row: AlertDocument): Alert {
  const { _id, name: _key, title, revision, scheduledRevision: _s, refreshAt: _r, ...fields } = row;
  // Rows of an earlier release have none.
  return { ...{ needsCollection: false }, ...fields, uuid: _id, name: title, version: revision };
}
