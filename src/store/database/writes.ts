import type { Connection } from 'mongoose';

/** A write that the database has acknowledged. */
export interface CommittedWrite {
  readonly collection: string;
  readonly kind: 'created' | 'changed' | 'removed';
  /** Keys of the rows, where the write names them and they are few. */
  readonly ids: readonly string[] | null;
  readonly count: number;
  /** The first members that an update writes; null where that is not known, and for everything but updates. */
  readonly members: ReadonlySet<string> | null;
  /** The value of a member in the rows that were inserted, or in the filter; undefined where it is not said or differs. */
  readonly valueOf: (member: string) => unknown;
}

interface Observer {
  readonly collections: ReadonlySet<string>;
  readonly tell: (write: CommittedWrite) => void;
}

type Method = (...args: unknown[]) => Promise<unknown>;
type Plain = Readonly<Record<string, unknown>>;

/** Keys of more rows are not looked for. */
const mostIds = 20;
const observers = new WeakMap<Connection, Observer>();

/**
 * Tells of each write to some collections of a connection once it is done, whichever store makes it. All that stores do
 * goes through the collections of their models, so that none of them has to remember to tell. What
 * indexes delete by time is not told.
 */
export function observeWrites(db: Connection, collections: Iterable<string>, tell: Observer['tell']): void {
  observers.set(db, { collections: new Set(collections), tell });
}

/** Puts the observer of the connection behind the writing methods of a model's collection. */
export function withObservedWrites(db: Connection, collection: unknown): void {
  const observed = collection as Record<string, unknown> & { readonly name: string };
  for (const [name, describe] of Object.entries(descriptions)) {
    const write = (observed[name] as Method).bind(observed);
    observed[name] = (...args: unknown[]) => {
      const result = write(...args);
      const observer = observers.get(db);
      if (observer?.collections.has(observed.name) === true) {
        const tell = (described: () => Described | undefined) => tellOf(observer, observed.name, described);
        result.then(
          (answer) => tell(() => describe(args, (answer ?? {}) as Plain)),
          (error: unknown) => tell(() => describePartOf(error)),
        );
      }
      return result;
    };
  }
}

type Described = Omit<CommittedWrite, 'collection' | 'members' | 'valueOf'> & {
  readonly members?: ReadonlySet<string> | null;
  readonly sources?: readonly unknown[];
};

/** What is told is a hint: a write in a form that nobody foresaw must not fail by it. */
function tellOf({ tell }: Observer, collection: string, describe: () => Described | undefined): void {
  try {
    const described = describe();
    if (described === undefined || described.count === 0) return;
    const { sources = [], members = null, ...write } = described;
    tell({ ...write, members, collection, valueOf: (member) => sameValue(sources, member) });
  } catch {
    tell({ collection, kind: 'changed', ids: null, count: 1, members: null, valueOf: () => undefined });
  }
}

const descriptions: Readonly<Record<string, (args: readonly unknown[], result: Plain) => Described | undefined>> = {
  insertOne: ([row]) => ({ kind: 'created', ids: keysOf([row]), count: 1, sources: [row] }),
  insertMany: ([rows], { insertedCount }) => {
    const list = rows as readonly unknown[];
    return { kind: 'created', ids: keysOf(list), count: numberOf(insertedCount), sources: list };
  },
  updateOne: update,
  updateMany: update,
  replaceOne: ([filter], result) => update([filter, []], result),
  findOneAndUpdate: find,
  findOneAndReplace: ([filter, , options], result) => find([filter, [], options], result),
  findOneAndDelete: ([filter], result) =>
    isFound(result) ? { kind: 'removed', ids: filterKeys(filter), count: 1, sources: [filter] } : undefined,
  deleteOne: remove,
  deleteMany: remove,
  bulkWrite: ([operations], result) => bulk(operations as readonly Plain[], result),
};

function update([filter, change]: readonly unknown[], result: Plain): Described {
  const upserted = numberOf(result['upsertedCount']);
  const kind = upserted > 0 ? 'created' : 'changed';
  const count = upserted + numberOf(result['modifiedCount']);
  return { kind, ids: filterKeys(filter), count, members: membersOf(change), sources: sourcesOf(filter, change) };
}

/** An upsert that gives the row as it was before has given nothing, and made one. */
function find([filter, change, options]: readonly unknown[], result: Plain): Described | undefined {
  const found = isFound(result);
  if (!found && (options as Plain | undefined)?.['upsert'] !== true) return undefined;
  const what = { ids: filterKeys(filter), count: 1, sources: sourcesOf(filter, change) };
  return found ? { kind: 'changed', members: membersOf(change), ...what } : { kind: 'created', ...what };
}

function remove([filter]: readonly unknown[], { deletedCount }: Plain): Described {
  return { kind: 'removed', ids: filterKeys(filter), count: numberOf(deletedCount), sources: [filter] };
}

function bulk(operations: readonly Plain[], result: Plain): Described {
  const parts = operations.map((operation) => Object.values(operation)[0] as Plain);
  const changes = parts.map((part) => part['update'] ?? part['replacement']);
  const keys = parts
    .slice(0, mostIds + 1)
    .map((part) => ('document' in part ? keysOf([part['document']]) : filterKeys(part['filter'])));
  const all = changes.map((change) => membersOf(change));
  return {
    ...countsOf(result),
    ids: keys.length > mostIds || keys.includes(null) ? null : [...new Set(keys.flatMap((some) => some ?? []))],
    members: all.includes(null) ? null : new Set(all.flatMap((some) => [...(some ?? [])])),
    sources: parts.map((part) => part['document'] ?? part['filter']),
  };
}

/** What a bulk has written before it failed: duplicates among inserts are no failure for those who ignore them. */
function describePartOf(error: unknown): Described | undefined {
  const result = (error as { readonly result?: unknown } | null)?.result;
  return typeof result === 'object' && result !== null ? { ...countsOf(result as Plain), ids: null } : undefined;
}

function countsOf(result: Plain): Pick<Described, 'kind' | 'count'> {
  const created = numberOf(result['insertedCount']) + numberOf(result['upsertedCount']);
  const changed = numberOf(result['modifiedCount']);
  const removed = numberOf(result['deletedCount']);
  const count = created + changed + removed;
  return { kind: created === count ? 'created' : removed === count ? 'removed' : 'changed', count };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Drivers give the row, or what the server said of it. */
function isFound(result: Plain): boolean {
  return 'lastErrorObject' in result ? (result['value'] ?? null) !== null : Object.keys(result).length > 0;
}

function keysOf(rows: readonly unknown[]): string[] | null {
  if (rows.length > mostIds) return null;
  const keys = rows.map((row) => (row as Plain)['_id']);
  return keys.every((key) => typeof key === 'string') ? keys : null;
}

function filterKeys(filter: unknown): string[] | null {
  const key = (filter as Plain | undefined)?.['_id'];
  if (typeof key === 'string') return [key];
  const list = typeof key === 'object' && key !== null ? (key as Plain)['$in'] : undefined;
  return Array.isArray(list) ? keysOf(list.map((one: unknown) => ({ _id: one }))) : null;
}

/** Null for pipelines and whole rows: they may change anything. */
function membersOf(change: unknown): Set<string> | null {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return null;
  const operators = Object.entries(change as Plain);
  if (operators.length === 0 || operators.some(([name]) => !name.startsWith('$'))) return null;
  return new Set(
    operators.flatMap(([, fields]) => Object.keys(fields as Plain).map((path) => path.split('.', 1)[0] ?? '')),
  );
}

function sourcesOf(filter: unknown, change: unknown): unknown[] {
  const made = (change as Plain | undefined)?.['$setOnInsert'];
  return [{ ...(filter as Plain), ...(made as Plain | undefined) }];
}

function sameValue(sources: readonly unknown[], member: string): unknown {
  const values = new Set(sources.map((source) => (source as Plain | undefined)?.[member]));
  return values.size === 1 ? [...values][0] : undefined;
}
