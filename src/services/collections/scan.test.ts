import type { Collection } from '../../domain/collections/collection';
import type { CollectionChange, Member } from '../../domain/collections/change';
import type { CollectionScan } from '../../store/collections/scans';
import { createCollectionScans, type CollectionScanDeps } from './scan';

const collectionId = 'c';

interface Certificate {
  readonly uuid: string;
  readonly commonName: string;
  readonly revision: number;
}

/** Stores in memory that keep the promises of the real ones, and die when they are told. */
function world() {
  const certificates = new Map<string, Certificate>();
  let members = new Map<string, Member>();
  const changes: CollectionChange[] = [];
  let scan: CollectionScan | null = null;
  let dies: string | null = null;
  const dieAt = (place: string) => {
    if (dies !== place) return;
    dies = null;
    throw new Error(`died at ${place}`);
  };
  const collection = { uuid: collectionId, query: 'a', track: true, fireOnQueryChange: false };
  const finds = (query: unknown, { commonName }: Certificate) => commonName.startsWith(String(query));
  const deps = {
    collections: { find: async () => collection as unknown as Collection },
    isWatched: async () => true,
    scans: {
      find: async () => scan,
      all: async () => [],
      put: async (row: CollectionScan) => void (scan = row),
      settle: async (_id: string, settledSeq: number) => {
        dieAt('settle');
        scan = { ...scan!, settledSeq: Math.max(scan!.settledSeq, settledSeq) };
      },
      remove: async () => void (scan = null),
    },
    membership: {
      among: async (_id: string, ids: readonly string[]) => new Set(ids.filter((id) => members.has(id))),
      page: async (_id: string, after: string | null) =>
        [...members.values()]
          .filter(({ certificateId }) => certificateId > (after ?? ''))
          .sort((one, other) => (one.certificateId < other.certificateId ? -1 : 1)),
      put: async (rows: readonly Member[]) => {
        if (rows.length > 0) dieAt('membership');
        for (const row of rows)
          members.set(row.certificateId, { ...row, since: members.get(row.certificateId)?.since ?? row.since });
      },
      remove: async (_id: string, ids: readonly string[]) => {
        if (ids.length > 0) dieAt('removal');
        for (const id of ids) members.delete(id);
      },
      removeAll: async () => void (members = new Map()),
    },
    changes: {
      lastSeq: async () => changes.at(-1)?.seq ?? 0,
      lastOf: async (_id: string, ids: readonly string[]) =>
        new Map(ids.map((id) => [id, changes.filter(({ certificateId }) => certificateId === id).length])),
      append: async (rows: readonly CollectionChange[]) => {
        changes.push(...rows);
        dieAt('append');
        return true;
      },
      behind: async (_id: string, seq: number) => changes.filter((one) => one.seq > seq),
      removeAll: async () => void changes.splice(0),
    },
    inventory: {
      search: async ({ query }: { query: unknown }) => ({
        items: [...certificates.values()].filter((one) => finds(query, one)),
        next: undefined,
      }),
      findMany: async (ids: readonly string[]) => new Map(ids.flatMap((id) => entryOf(certificates, id))),
    },
    among: {
      selected: async (ids: readonly string[], { query }: { query: unknown }) =>
        new Map(ids.flatMap((id) => entryOf(certificates, id).filter(([, one]) => finds(query, one)))),
    },
    mark: { read: async () => 7 },
    selectionOf: async (query: unknown) => ({ query }),
    now: () => new Date('2030-01-01T00:00:00Z'),
    steadyClock: () => 0,
  };
  const scans = createCollectionScans(deps as unknown as CollectionScanDeps);
  const work = { signal: new AbortController().signal, heartbeat: () => undefined };

  /** A scan that is begun again, like an activity, where it died. */
  async function run(): Promise<void> {
    let state = await scans.begin(collectionId);
    for (let tries = 0; state !== null; tries += 1) {
      try {
        const step = await scans.stretch(state, work);
        if (step.isDone) return;
        state = step.state;
      } catch (error) {
        if (tries > 5 || !String(error).includes('died')) throw error;
      }
    }
  }

  return {
    run,
    collection,
    certificate: (uuid: string, commonName: string) =>
      void certificates.set(uuid, { uuid, commonName, revision: (certificates.get(uuid)?.revision ?? 0) + 1 }),
    remove: (uuid: string) => void certificates.delete(uuid),
    dieOnceAt: (place: string) => (dies = place),
    told: () => changes.map(({ seq, certificateId, n, change }) => `${seq} ${certificateId}.${n} ${change}`),
    snapshots: () => changes.map(({ snapshot }) => snapshot.name),
    members: () => [...members.keys()].sort(),
    scan: () => scan,
  };
}

function entryOf(certificates: ReadonlyMap<string, Certificate>, id: string): [string, Certificate][] {
  const one = certificates.get(id);
  return one === undefined ? [] : [[id, one]];
}

describe('a scan of a collection', () => {
  it('takes down what is there at first, and tells what enters and leaves after that', async () => {
    const { run, certificate, told, members, scan } = world();
    certificate('1', 'a one');
    await run();
    expect([told(), members(), scan()]).toMatchObject([[], ['1'], { isFirstLook: false, seenMark: 7 }]);
    certificate('2', 'a two');
    certificate('1', 'b one');
    await run();
    expect(told()).toEqual(['1 2.1 entered', '2 1.1 left']);
    certificate('1', 'a one');
    await run();
    expect(told()).toEqual(['1 2.1 entered', '2 1.1 left', '3 1.2 entered']);
    await run();
    expect(told()).toHaveLength(3);
  });

  it('tells of a deleted certificate with what was known of it last', async () => {
    const { run, certificate, remove, told, snapshots } = world();
    certificate('1', 'a one');
    await run();
    certificate('1', 'a new name');
    await run();
    remove('1');
    await run();
    expect([told(), snapshots()]).toEqual([['1 1.1 left'], ['a new name']]);
  });

  it.each(['append', 'membership', 'settle', 'removal'])(
    'loses and doubles nothing when it dies at %s',
    async (place) => {
      const { run, certificate, dieOnceAt, told, members } = world();
      certificate('1', 'a one');
      await run();
      certificate('1', 'b one');
      certificate('2', 'a two');
      dieOnceAt(place);
      await run();
      certificate('2', 'b two');
      await run();
      expect(told()).toEqual(['1 2.1 entered', '2 1.1 left', '3 2.2 left']);
      expect(members()).toEqual([]);
    },
  );

  it('tells what the query before had found, and nothing of what another query finds', async () => {
    const { run, certificate, collection, told, members } = world();
    certificate('1', 'a one');
    certificate('2', 'b two');
    await run();
    certificate('3', 'a three');
    collection.query = 'b';
    await run();
    expect([told(), members()]).toEqual([['1 3.1 entered'], ['2']]);
    collection.query = 'a';
    collection.fireOnQueryChange = true;
    await run();
    expect(told().slice(1)).toEqual(['2 1.1 entered', '3 3.2 entered', '4 2.1 left']);
  });
});
