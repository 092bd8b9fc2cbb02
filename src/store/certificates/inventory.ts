import type { Connection } from 'mongoose';
import { collectionOf, type Row } from '../database/collection';
import { cutPage } from '../../domain/values/page';
import type { Categories, CertificateRecord, CertificateState } from '../../domain/certificates/certificate';
import type { Revocation } from '../../domain/certificates/revocation-reasons';
import { batchedById } from '../database/batched';
import type { HistoryDue } from '../../domain/certificates/history';
import { createCertificateNames } from './names';
import { led } from './led';
import { listedFields, type ListedCertificate } from './listed';
import { recordProjection, toRecord, type RecordRow } from './records';
import { shownNamesOf, type ShownNames } from './shown-names';
import { checkNow, waking } from './stored-fields';
import { certificateModel, type CertificateDocument } from './certificates';
import { createPredecessorWaking } from './wake-predecessors';
import { countOf, type Count } from '../database/count';
import { countScan } from '../database/count-scan';
import { scanPage, type Position, type ScannedPage } from '../database/keyset-scan';
import { createTurns } from '../database/turns';
import { compareValues, createSplitPoints, type SortField, type SortValue } from '../database/split-points';

export const certificateSorts = [
  'createdAt',
  'notAfter',
  'notBefore',
  'commonName',
  'subjectDn',
  'serialNumber',
] as const;
export type CertificateSort = (typeof certificateSorts)[number];

const sortFields: Readonly<Record<CertificateSort, SortField & { readonly nullable: boolean }>> = {
  createdAt: { name: 'createdAt', type: 'date', growing: true, nullable: false },
  notAfter: { name: 'notAfter', type: 'date', growing: false, nullable: true },
  notBefore: { name: 'notBefore', type: 'date', growing: false, nullable: true },
  commonName: { name: 'commonName', type: 'text', growing: false, nullable: true },
  subjectDn: { name: 'subjectDn', type: 'text', growing: false, nullable: false },
  serialNumber: { name: 'serialNumber', type: 'text', growing: false, nullable: false },
};

/** Which certificates, in which order. */
export interface CertificateSelection {
  /** Of the database; made from parsed values or by the condition compiler, never from a request as it came. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Decides where the filter is wider than what is asked. */
  readonly matches?: (certificate: CertificateRecord) => boolean;
  /** Works out beforehand what `matches` needs for the first of these; gives for how many. */
  readonly prepare?: (certificates: readonly CertificateRecord[]) => Promise<number>;
  /** What `matches` looks at; no more is there. All of a certificate when absent. */
  readonly looksAt?: ReadonlySet<keyof CertificateRecord>;
  /** Facts that few certificates share: they are looked up and sorted in memory. */
  readonly point?: { readonly fingerprint?: string; readonly serialNumber?: string; readonly thumbprint?: string };
  readonly sort: CertificateSort;
  readonly direction: 1 | -1;
  /** Bounds of the sort field: lower inclusive, upper exclusive. */
  readonly from?: SortValue | undefined;
  readonly to?: SortValue | undefined;
}

export interface CertificateQuery extends CertificateSelection {
  readonly after: Position | undefined;
  readonly limit: number;
}

/** What people may change by hand. */
export interface CertificateChange extends Partial<Categories> {
  readonly archived?: boolean;
  readonly trustedCa?: boolean;
}

/** Rows that come together: each may have thousands of names. */
const rowsTogether = 4;

/** One issuer never repeats a serial number, so more than these are not expected. */
const pointLimit = 1000;

/** Reading, searching and changing what is in the inventory. */
export function createCertificateInventory(db: Connection) {
  const collection = collectionOf(certificateModel(db));
  const splitPoints = createSplitPoints(collection);
  const byId = (uuid: string) => ({ _id: uuid });
  const findOne = batchedById(async (uuids) => {
    const filter = { _id: { $in: [...uuids] } };
    const rows = await collection.find<RecordRow>(filter, { projection: recordProjection }).toArray();
    return new Map(rows.map((row) => [row._id, toRecord(row)]));
  });

  const wakePredecessors = createPredecessorWaking(db);

  async function wakeBefore(row: Pick<CertificateDocument, '_id' | 'precedingCertificates'>): Promise<void> {
    // Rows of an early release have no list.
    if ((row.precedingCertificates ?? []).length > 0) await wakePredecessors([row._id]);
  }

  async function changed(row: CertificateDocument | null): Promise<CertificateRecord | null> {
    if (row === null) return null;
    await wakeBefore(row);
    return toRecord(row);
  }

  const namesOfRow = (uuid: string) =>
    collection.findOne<Pick<CertificateRecord, 'subjectAlternativeNames'>>(byId(uuid), {
      projection: { subjectAlternativeNames: 1 },
    });

  async function pointPage<K extends keyof CertificateRecord>(
    query: CertificateQuery,
    parts: readonly K[],
  ): Promise<ScannedPage<ListedCertificate<K>>> {
    const { name } = sortFields[query.sort];
    const valueOf = (row: ListedCertificate) => row[name as CertificateSort];
    const { after, from, to, matches } = query;
    const turns = createTurns();
    const candidates: ListedCertificate<K>[] = [];
    const rows = collection
      .find<RecordRow>({ ...query.point, $and: [query.filter] }, { projection: projectionOf(query, parts) })
      .limit(pointLimit)
      .batchSize(rowsTogether);
    for await (const row of rows) {
      if (matches?.(toRecord(row)) ?? true) candidates.push(toListed(keeping(parts)(row)));
      await turns.give();
    }
    const order = (one: Position, other: Position) =>
      query.direction *
      (compareNullable(one.value, other.value) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
    const positionOf = (record: ListedCertificate): Position => ({ value: valueOf(record), id: record.uuid });
    const found = candidates
      .filter((record) => isInside(valueOf(record), from, to))
      .sort((one, other) => order(positionOf(one), positionOf(other)))
      .filter((record) => after === undefined || order(positionOf(record), after) > 0);
    const { items, last } = cutPage(found, query.limit);
    return { items, next: last === undefined ? undefined : positionOf(last) };
  }

  return {
    async find(uuid: string): Promise<CertificateRecord | null> {
      return (await findOne(uuid)) ?? null;
    },

    /** Those of them that are there, by uuid. */
    async findMany(uuids: readonly string[]): Promise<Map<string, CertificateRecord>> {
      const found = await Promise.all([...new Set(uuids)].map((uuid) => findOne(uuid)));
      return new Map(found.flatMap((record) => (record === undefined ? [] : [[record.uuid, record]])));
    },

    ...createCertificateNames(collection),

    /** The exact DER, as it was taken in. */
    async content(uuid: string): Promise<Buffer | null> {
      const row = await collection.findOne(byId(uuid), { projection: { der: 1 } });
      const der = row?.der;
      return der === undefined ? null : Buffer.from(der.buffer);
    },

    /** The same of several, by uuid. */
    async contents(uuids: readonly string[]): Promise<Map<string, Buffer>> {
      if (uuids.length === 0) return new Map();
      const rows = await collection.find({ _id: { $in: [...uuids] } }, { projection: { der: 1 } }).toArray();
      return new Map(rows.map((row) => [row._id, Buffer.from(row.der.buffer)]));
    },

    /**
     * One page. It may be short, even empty, and still have a next one: the work of a request is bounded.
     * @param parts what is wanted beside what lists show
     */
    async search<K extends keyof CertificateRecord = never>(
      query: CertificateQuery,
      parts: readonly K[] = [],
    ): Promise<ScannedPage<ListedCertificate<K>>> {
      if (query.point !== undefined) return pointPage(query, parts);
      const { after, limit } = query;
      const page = await scanPage<RecordRow>(collection, splitPoints, { ...scanOf(query, parts), after, limit });
      return { items: page.items.map((row) => toListed<K>(row)), next: page.next };
    },

    /** The names that lists show, by uuid. */
    async shownNames(uuids: readonly string[]): Promise<ReadonlyMap<string, ShownNames>> {
      if (uuids.length === 0) return new Map();
      const rows = await collection
        .find<Partial<ShownNames> & Row>({ _id: { $in: [...uuids] } }, { projection: { shownNames: 1, nameCount: 1 } })
        .toArray();
      const names = new Map<string, ShownNames>();
      for (const { _id, shownNames, nameCount } of rows) {
        if (shownNames !== undefined && nameCount !== undefined) names.set(_id, { shownNames, nameCount });
        // A row of an earlier release, until the back-fill comes to it.
        else names.set(_id, shownNamesOf((await namesOfRow(_id)) ?? { subjectAlternativeNames: [] }));
      }
      return names;
    },

    /** Custom attributes of each of these, in no order; who reads them holds few at a time, for they may be large. */
    async *attributesOf(uuids: readonly string[]): AsyncGenerator<Pick<CertificateRecord, 'uuid' | 'attributes'>> {
      if (uuids.length === 0) return;
      const rows = collection.find({ _id: { $in: [...uuids] } }, { projection: { attributes: 1 } });
      for await (const { _id, attributes } of rows) yield { uuid: _id, attributes };
    },

    /** How many a search finds in all. */
    async count(query: CertificateSelection): Promise<Count> {
      if (query.point === undefined) return countScan<RecordRow>(collection, splitPoints, scanOf(query, []));
      const { items } = await pointPage({ ...query, after: undefined, limit: pointLimit }, []);
      return countOf(items.length);
    },

    /**
     * The certificate after the change; null when it is gone or no longer in the revision that was seen.
     * @param left on the certificate in the same write, so that a repeat can tell what was done: a mark, or what its
     *   history is to say
     */
    async change(
      uuid: string,
      seenRevision: number,
      change: CertificateChange,
      now: Date,
      { mark, due }: { readonly mark?: string; readonly due?: HistoryDue } = {},
    ): Promise<CertificateRecord | null> {
      const row = await collection.findOneAndUpdate(
        { ...byId(uuid), revision: seenRevision },
        {
          // What was archived has to be looked at again: it may have ended meanwhile.
          $set: {
            ...change,
            ...(change.archived === false ? { end: 'ahead' } : {}),
            ...(change.archived === false || change.trustedCa !== undefined ? { checkAt: checkNow } : {}),
            updatedAt: now,
          },
          ...(change.archived === false ? {} : waking),
          $inc: { revision: 1 },
          ...(mark === undefined ? {} : { $addToSet: { marks: mark } }),
          ...(due === undefined ? {} : { $push: { historyDue: due } }),
        },
        { returnDocument: 'after', projection: recordProjection },
      );
      return changed(row);
    },

    /** Which of these carry the mark. */
    async marked(mark: string, uuids: readonly string[]): Promise<Set<string>> {
      const rows = await collection
        .find({ _id: { $in: [...uuids] }, marks: mark }, { projection: { _id: 1 } })
        .toArray();
      return new Set(rows.map((row) => row._id));
    },

    /** Takes the mark off; no change of the certificate as people see it. */
    async unmark(mark: string, uuids: readonly string[]): Promise<void> {
      if (uuids.length === 0) return;
      await collection.updateMany({ _id: { $in: [...uuids] }, marks: mark }, { $pull: { marks: mark } });
    },

    /** The revoked certificate; null when it is gone or no longer in the revision and state that were seen. */
    async revoke(
      seen: Pick<CertificateRecord, 'uuid' | 'revision' | 'state'>,
      revocation: Revocation,
    ): Promise<CertificateRecord | null> {
      const row = await collection.findOneAndUpdate(
        { ...byId(seen.uuid), revision: seen.revision, state: seen.state },
        {
          // The status follows with the next check, which is due now.
          $set: { state: 'revoked', revocation, updatedAt: revocation.recordedAt, checkAt: checkNow },
          ...waking,
          $inc: { revision: 1 },
        },
        { returnDocument: 'after', projection: recordProjection },
      );
      return changed(row);
    },

    /** The certificate in its new state; null when it is gone or not in the state that was seen. */
    async changeState(
      seen: Pick<CertificateRecord, 'uuid' | 'state'>,
      state: CertificateState,
      now: Date,
    ): Promise<CertificateRecord | null> {
      const row = await collection.findOneAndUpdate(
        { ...byId(seen.uuid), state: seen.state },
        { $set: { state, updatedAt: now }, ...waking, $inc: { revision: 1 } },
        { returnDocument: 'after', projection: recordProjection },
      );
      return changed(row);
    },

    /** Until when its authority wants it renewed; no change that anybody made. */
    async noteRenewBy(uuid: string, renewBy: Date | null): Promise<void> {
      const row = await collection.findOneAndUpdate(
        byId(uuid),
        { $set: { renewBy }, ...waking },
        { projection: { precedingCertificates: 1 } },
      );
      if (row !== null) await wakeBefore(row);
    },

    /** False when it is gone or no longer in the revision that was seen. */
    async remove(uuid: string, seenRevision: number): Promise<boolean> {
      const { deletedCount } = await collection.deleteOne({ ...byId(uuid), revision: seenRevision });
      return deletedCount > 0;
    },
  };
}

export type CertificateInventory = ReturnType<typeof createCertificateInventory>;

function scanOf(selection: CertificateSelection, parts: readonly (keyof CertificateRecord)[]) {
  const { filter, matches, prepare, sort, direction, from, to } = selection;
  return {
    ...led(filter, sort),
    ...(matches === undefined ? {} : { matches: (row: RecordRow) => matches(toRecord(row)), keep: keeping(parts) }),
    ...(prepare === undefined ? {} : { prepare: (rows: readonly RecordRow[]) => prepare(rows.map(toRecord)) }),
    large: hasNames(selection, parts),
    sort: { ...sortFields[sort], direction, from, to },
    projection: projectionOf(selection, parts),
  };
}

type Fields = readonly (keyof CertificateRecord)[];

/** Everything only where nobody knows what is looked at. */
export function projectionOf({ matches, looksAt }: CertificateSelection, parts: Fields): Record<string, 0 | 1> {
  if (matches !== undefined && looksAt === undefined) return recordProjection;
  return Object.fromEntries(
    [...listedFields, ...parts, ...(matches && looksAt ? looksAt : [])].map((field) => [field, 1]),
  );
}

function hasNames(selection: CertificateSelection, parts: Fields): boolean {
  const projection = projectionOf(selection, parts);
  return projection === recordProjection || 'subjectAlternativeNames' in projection;
}

/** Lets go what only `matches` has looked at. */
function keeping(parts: Fields): (row: RecordRow) => RecordRow {
  const kept = ['_id', ...listedFields, ...parts];
  return (row) => Object.fromEntries(kept.map((field) => [field, Reflect.get(row, field)])) as unknown as RecordRow;
}

function toListed<K extends keyof CertificateRecord>(row: RecordRow): ListedCertificate<K> {
  return toRecord(row);
}

function compareNullable(one: SortValue | null, other: SortValue | null): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  return compareValues(one, other);
}

function isInside(value: SortValue | null, from: SortValue | undefined, to: SortValue | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  if (value === null) return false;
  return (from === undefined || compareValues(value, from) >= 0) && (to === undefined || compareValues(value, to) < 0);
}
