import { discoveriesInMemory, discoveryOf, now, runOf } from '../../../test/support/discoveries';
import { workOf } from '../../../test/support/builders';
import { createDiscoveryReading } from './reading';
import { SourceUnreadable, type Source, type SourcePiece } from './source';

const piece = (position: number, change: Partial<SourcePiece> = {}): SourcePiece => ({
  found: [],
  gaps: [],
  position,
  total: 3,
  ...change,
});

function readingOf(read: Source['read'], change: { kind?: 'folder' | 'tls_scan'; cancel?: boolean } = {}) {
  const { kind = 'folder', cancel = false } = change;
  const {
    memory,
    runStore,
    rowStore,
    runOf: find,
  } = discoveriesInMemory(discoveryOf({ kind }), [runOf({ cancelRequested: cancel })]);
  const taken: number[] = [];
  let clock = 0;
  let pending = 0;
  const reading = createDiscoveryReading({
    runOf: find,
    runs: runStore,
    rows: { pending: async () => pending },
    takeIn: async (_discovery, _run, { found }) => {
      taken.push(found.length);
      return { fresh: 0, repeated: 0, gaps: 0 };
    },
    sources: { folder: { read } },
    seenBefore: async ({ number }) => new Map([[`/before/${number}`, 'c-1']]),
    wait: async () => void (pending = 0),
    now: () => now,
    steadyClock: () => clock,
  });
  void rowStore;
  return { memory, reading, taken, pass: (ms: number) => (clock += ms), crowd: () => (pending = 5_000) };
}

const state = { runId: 'd-1.1', position: 0 };

describe('the reading of a source', () => {
  it('takes piece after piece and says how far it is', async () => {
    const { reading, memory, taken } = readingOf(async function* () {
      yield piece(1);
      yield piece(3, { silent: 2 });
      return true;
    });
    const work = workOf();
    expect(await reading.stretch(state, work)).toEqual({ state: { ...state, position: 3 }, isRead: true });
    expect(taken).toHaveLength(2);
    expect(memory.runs.get('d-1.1')).toMatchObject({ done: 3, total: 3, silent: 2 });
  });

  it('lets the source ask what earlier runs have found', async () => {
    const asked: unknown[] = [];
    const { reading } = readingOf(async function* (_attributes, _position, { seenBefore }) {
      asked.push(...(await seenBefore()));
      yield piece(3);
      return true;
    });
    await reading.stretch(state, workOf());
    expect(asked).toEqual([['/before/1', 'c-1']]);
  });

  it('ends a stretch when it is time and goes on behind it', async () => {
    const seen: number[] = [];
    const { reading, pass } = readingOf(async function* (_attributes, position, { mayGoOn }) {
      for (let at = position; at < 3; at += 1) {
        if (!mayGoOn()) return false;
        seen.push(at);
        pass(200_000);
        yield piece(at + 1);
      }
      return true;
    });
    const first = await reading.stretch(state, workOf());
    expect(first).toEqual({ state: { ...state, position: 1 }, isRead: false });
    await reading.stretch(first.state, workOf());
    expect(seen).toEqual([0, 1]);
  });

  it('waits while too much is undecided', async () => {
    const { reading, crowd } = readingOf(async function* () {
      crowd();
      yield piece(1);
      return true;
    });
    expect(await reading.stretch(state, workOf())).toMatchObject({ isRead: true });
  });

  it('fails a run whose source cannot be read, and throws anything else', async () => {
    const unreadable = readingOf(async function* () {
      yield piece(0);
      throw new SourceUnreadable('There is no such folder.');
    });
    expect(await unreadable.reading.stretch(state, workOf())).toMatchObject({ isRead: true });
    expect(unreadable.memory.runs.get('d-1.1')!.failure).toBe('There is no such folder.');
    const broken = readingOf(async function* () {
      yield piece(0);
      throw new Error('disk');
    });
    await expect(broken.reading.stretch(state, workOf())).rejects.toThrow('disk');
  });

  it('reads nothing for a run that is cancelled, or a kind that nobody reads', async () => {
    const never = async function* (): AsyncGenerator<SourcePiece, boolean> {
      throw new Error('read');
      yield piece(0);
    };
    expect(await readingOf(never, { cancel: true }).reading.stretch(state, workOf())).toEqual({ state, isRead: true });
    const unknown = readingOf(never, { kind: 'tls_scan' });
    expect(await unknown.reading.stretch(state, workOf())).toEqual({ state, isRead: true });
    expect(unknown.memory.runs.get('d-1.1')!.failure).toContain('nothing that reads');
  });
});
