import { deliveryOf, inDays, start, watchOf } from '../../../test/support/builders';
import { isDeepStrictEqual } from 'node:util';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { Delivery } from '../../domain/notifications/delivery';
import { resetStream, type StreamState } from '../../domain/notifications/streams';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import { createNoticeStreams } from './streams';

const daily = { frequency: 'P1D', repetitions: null, escalationSteps: [] };
const unlimited = { frequency: null, repetitions: null, escalationSteps: [] };
const subject = (firingId: string) => ({
  certificate: 'c1',
  firingId,
  at: start,
  notBefore: inDays(-80),
  notAfter: inDays(10),
});
const everybody = async () => true;

function world(watch: ExpirationWatch | null = watchOf('c1')) {
  let stored = watch;
  let losses = 0;
  const ledger = new Map<string, Delivery[]>();
  const done: string[] = [];
  const watches = {
    find: async () => stored,
    moveStream: async (
      _certificate: string,
      profile: string,
      seen: { cycle: number; state: StreamState | undefined },
      next: StreamState,
    ) => {
      losses -= 1;
      if (losses >= 0 || stored === null || !isDeepStrictEqual(stored.streams[profile], seen.state)) return false;
      stored = { ...stored, streams: { ...stored.streams, [profile]: next } };
      return true;
    },
    reset: async (certificate: string, cycle: number) => done.push(`reset ${certificate} ${cycle}`) > 0,
  };
  const streams = createNoticeStreams({
    watches: watches as unknown as ExpirationWatchStore,
    deliveries: {
      findByFiring: async (firingId) => ledger.get(firingId) ?? [],
      cancelOpen: async (firings) => void done.push(`cancel ${firings.join()}`),
      cancelCertificate: async (certificate) => void done.push(`leave digests ${certificate}`),
    },
    incidents: { end: async (certificate, cycle) => done.push(`end ${certificate} ${cycle}`) > 0 },
    firingsOf: async (certificate) => [`newest of ${certificate}`, `older of ${certificate}`],
    now: () => inDays(1),
  });
  return { streams, ledger, done, stream: () => stored?.streams['p1'], lose: (times: number) => (losses = times) };
}
const claimed = (firingId: string): StreamState => ({
  ...resetStream(),
  number: 1,
  claim: { firingId, step: null, number: 1, at: start },
});

describe('taking a turn', () => {
  it('claims a notice once, and a repeat finds it again', async () => {
    const { streams } = world();
    const first = { kind: 'claimed', notice: { cycle: 1, step: null, number: 1 } };
    expect(await streams.takeTurn(daily, 'p1', subject('f1'), everybody)).toEqual(first);
    expect(await streams.takeTurn(daily, 'p1', subject('f1'), everybody)).toEqual(first);
    const other = await streams.takeTurn(daily, 'p1', subject('f2'), everybody);
    expect(other).toEqual({ kind: 'suppressed', reason: 'in_progress' });
  });

  it.each([
    {
      name: 'without limits is free',
      rules: unlimited,
      watch: watchOf('c1'),
      turn: { kind: 'free', cycle: 1, step: null },
    },
    {
      name: 'ends when a replacement came in between',
      rules: daily,
      watch: watchOf('c1', { firingId: null }),
      turn: { kind: 'suppressed', reason: 'replaced' },
    },
  ])('$name', async ({ rules, watch, turn }) => {
    const { streams, stream } = world(watch);
    expect(await streams.takeTurn(rules, 'p1', subject('f1'), everybody)).toEqual(turn);
    expect(stream()).toBeUndefined();
  });

  it('claims nothing for nobody', async () => {
    const { streams, stream } = world();
    expect(await streams.takeTurn(daily, 'p1', subject('f1'), async () => false)).toEqual({ kind: 'nobody' });
    expect(stream()).toBeUndefined();
  });

  it('looks again when somebody was faster, but not for ever', async () => {
    const { streams, lose } = world();
    lose(3);
    expect(await streams.takeTurn(daily, 'p1', subject('f1'), everybody)).toMatchObject({ kind: 'claimed' });
    const unlucky = world();
    unlucky.lose(99);
    await expect(unlucky.streams.takeTurn(daily, 'p1', subject('f1'), everybody)).rejects.toThrow();
  });
});

describe('claims by the ledger', () => {
  it.each<{ name: string; rows: Delivery[]; abandoned: boolean; stream: Partial<StreamState> }>([
    {
      name: 'accepted: counted',
      rows: [deliveryOf('d', { status: 'delivered', finishedAt: start }), deliveryOf('e')],
      abandoned: false,
      stream: { counted: 1, claim: null },
    },
    {
      name: 'ended without: released',
      rows: [deliveryOf('d', { status: 'undeliverable' })],
      abandoned: false,
      stream: { counted: 0, claim: null },
    },
    { name: 'on its way: kept', rows: [deliveryOf('d')], abandoned: false, stream: claimed('f1') },
    { name: 'nothing opened yet: kept', rows: [], abandoned: false, stream: claimed('f1') },
    { name: 'nothing opened and the run gone: released', rows: [], abandoned: true, stream: { claim: null } },
    {
      name: "another profile's delivery says nothing",
      rows: [deliveryOf('d', { status: 'delivered', profile: 'p2' })],
      abandoned: false,
      stream: claimed('f1'),
    },
  ])('$name', async ({ rows, abandoned, stream: expected }) => {
    const watch = watchOf('c1', { streams: { p1: claimed('f1') } });
    const { streams, ledger, stream } = world(watch);
    ledger.set('f1', rows);
    if (abandoned) await streams.refreshAbandoned([watch]);
    else await streams.refreshFromLedger('c1', 'f1');
    expect(stream()).toMatchObject(expected);
  });

  it('end incidents that were opened behind the reset of an earlier cycle', async () => {
    const { streams, done } = world(watchOf('c1', { cycle: 3 }));
    await streams.refreshFromLedger('c1', 'f1');
    expect(done).toEqual(['end c1 2']);
  });
});

it('a replacement ends the cycle: incidents around it, what is not sent of any firing, digests', async () => {
  const { streams, done } = world();
  await streams.resetAll([watchOf('c1', { streams: { p1: claimed('f1'), p2: claimed('f1') } })]);
  expect(done).toEqual(['end c1 1', 'cancel newest of c1,older of c1', 'leave digests c1', 'reset c1 1', 'end c1 1']);
});
