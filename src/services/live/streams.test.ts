import { liveLogInMemory } from '../../../test/support/live-log';
import type { Permission } from '../../domain/identity/permissions';
import { topicsFor } from '../../domain/live/topics';
import { createMetrics } from '../../telemetry/metrics';
import type { Listener } from './listener';
import { createLiveStreams, liveLimits, type LiveLimits } from './streams';

beforeEach(() => void jest.useFakeTimers({ now: new Date('2030-01-01T00:00:00Z') }));
afterEach(() => void jest.useRealTimers());

interface Heard {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

/** A listener as the far end sees it. */
function listenerOf(granted: readonly Permission[], change: Partial<Listener> = {}) {
  const permissions = new Set(granted);
  const far = { text: '', isEnded: false, isDestroyed: false, pending: 0 };
  const listener: Listener = {
    owner: { user: 'ann', apiKey: 'key-1' },
    ...{ permissions, topics: new Set(topicsFor(permissions)), validUntil: undefined },
    isStillGood: () => Promise.resolve(true),
    sink: {
      write: (text) => void (far.text += text),
      get pending() {
        return far.pending;
      },
      end: () => void (far.isEnded = true),
      destroy: () => void (far.isDestroyed = true),
    },
    ...change,
  };
  /** What came since the last call, without signs of life. */
  const heard = (): Heard[] => {
    const frames = far.text.split('\n\n').map((frame) => frame.split('\n'));
    far.text = '';
    return frames.flatMap((lines) => {
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const [event, id, data] = [field('event'), field('id'), field('data')];
      if (event === undefined) return [];
      return [{ event, ...(id === undefined ? {} : { id }), data: JSON.parse(data!) as unknown }];
    });
  };
  return { listener, far, heard };
}

function scene(limits: Partial<LiveLimits> = {}) {
  const memory = liveLogInMemory();
  const metrics = createMetrics();
  const forgetCallers = jest.fn();
  const streams = createLiveStreams({
    ...{ log: memory.log, metrics, forgetCallers, now: () => new Date() },
    logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    limits: { ...liveLimits, ...limits },
    random: () => 0.5,
  });
  const open = async (far: ReturnType<typeof listenerOf>, after?: number | 'unknown') => {
    const opened = streams.open(far.listener, await streams.admit(far.listener.owner), after);
    await settled();
    return opened;
  };
  const ended = async () => {
    const { values } = await metrics.registry.getSingleMetric('certloom_live_streams_ended_total')!.get();
    return Object.fromEntries(values.flatMap(({ labels, value }) => (value > 0 ? [[labels['reason'], value]] : [])));
  };
  return { memory, streams, open, ended, forgetCallers };
}

const settled = () => jest.advanceTimersByTimeAsync(0);

it('begins with what is told and where it stands, then tells what changes', async () => {
  const { memory, open } = scene();
  const ann = listenerOf(['certificates:read', 'groups:read']);
  await open(ann);
  expect(ann.far.text).toMatch(/^: Certloom\n\nretry: 5500\n\n/);
  expect(ann.heard()).toEqual([
    { event: 'ready', id: '100', data: { topics: ['certificates', 'bulk-changes', 'operations', 'groups'] } },
  ]);
  memory.append({ kind: 'created', ids: ['c1'] });
  await settled();
  expect(ann.heard()).toEqual([
    { event: 'change', id: '101', data: { topic: 'certificates', kind: 'created', ids: ['c1'], count: 1 } },
  ]);
});

it('moves the position with the last of several that came together', async () => {
  const { memory, open } = scene();
  const ann = listenerOf(['certificates:read', 'groups:read']);
  await open(ann);
  ann.heard();
  memory.append({ topic: 'groups' }, { ids: ['x'] }, { topic: 'groups', ids: ['b'] }, { topic: 'users' });
  await settled();
  expect(ann.heard()).toMatchObject([
    { event: 'change', data: { topic: 'groups', ids: ['a', 'b'], count: 2 } },
    { event: 'change', id: '104', data: { topic: 'certificates' } },
  ]);
});

it('tells everybody what they may read, their own messages, and ids where they may know them', async () => {
  const { memory, open } = scene();
  const ann = listenerOf(['notifications:read', 'approvals:read']);
  const bob = listenerOf(['approvals:read', 'approvals:all'], { owner: { user: 'bob' } });
  const eve = listenerOf(['groups:read'], { owner: { user: 'eve' } });
  for (const far of [ann, bob, eve]) await open(far);
  for (const far of [ann, bob, eve]) far.heard();
  memory.append({ topic: 'approvals', ids: ['p'] }, { topic: 'notifications', user: 'ann', ids: ['m'] });
  memory.append({ topic: 'notifications', user: 'bob', ids: ['n'] });
  await settled();
  expect(ann.heard().map(({ data }) => data)).toEqual([
    { topic: 'approvals', kind: 'changed', count: 1 },
    { topic: 'notifications', kind: 'changed', ids: ['m'], count: 1 },
  ]);
  expect(bob.heard().map(({ data }) => data)).toEqual([{ topic: 'approvals', kind: 'changed', ids: ['p'], count: 1 }]);
  expect(eve.far.text).toBe('');
});

describe('a listener that was away', () => {
  it('is told what it missed, folded, and then what comes', async () => {
    const { memory, open } = scene();
    memory.append({ ids: ['1'] }, { ids: ['2'] }, { topic: 'groups' }, { ids: ['3'] });
    const ann = listenerOf(['certificates:read']);
    await open(ann, 101);
    expect(ann.heard()).toMatchObject([
      { event: 'ready' },
      { event: 'change', id: '104', data: { ids: ['2', '3'], count: 2 } },
    ]);
    memory.append({ ids: ['4'] });
    await settled();
    expect(ann.heard()).toMatchObject([{ event: 'change', id: '105', data: { ids: ['4'], count: 1 } }]);
  });

  it('that missed nothing of its own learns where it stands', async () => {
    const { memory, open } = scene();
    memory.append({ topic: 'groups' });
    const ann = listenerOf(['certificates:read']);
    await open(ann, 100);
    expect(ann.heard()).toMatchObject([{ event: 'ready' }]);
    expect(ann.far.text).toBe('');
    await open(ann, 100);
    expect(ann.far.text).toMatch(/\n\nid: 101\n\n$/);
  });

  it.each<[string, number | 'unknown', string]>([
    ['than the log', 101, 'too_old'],
    ['than there ever was', 9_999, 'unknown'],
    ['than a number', 'unknown', 'unknown'],
  ])('with another position %s reads everything again', async (_, after, reason) => {
    const { memory, open } = scene();
    memory.append({}, {}, {});
    memory.forget(2);
    const ann = listenerOf(['certificates:read']);
    await open(ann, after);
    expect(ann.heard()).toMatchObject([{ event: 'ready' }, { event: 'reload', id: '103', data: { reason } }]);
    memory.append({});
    await settled();
    expect(ann.heard()).toMatchObject([{ event: 'change', id: '104' }]);
  });

  it('that missed more than is told reads everything again', async () => {
    const { memory, open } = scene({ missed: 1_000 });
    memory.append(...Array.from({ length: 1_400 }, () => ({})));
    const ann = listenerOf(['certificates:read']);
    await open(ann, 100);
    expect(ann.heard()).toMatchObject([{ event: 'ready' }, { event: 'reload', id: '1500' }]);
    await open(ann, 600);
    expect(ann.heard()).toMatchObject([{ event: 'ready' }, { event: 'change', id: '1500', data: { count: 900 } }]);
  });
});

it('shows each listener within 15 to 20 seconds that it is there, and where it stands', async () => {
  const { memory, open } = scene();
  const ann = listenerOf(['certificates:read']);
  await open(ann);
  ann.far.text = '';
  memory.append({ topic: 'groups' });
  await jest.advanceTimersByTimeAsync(14_900);
  expect(ann.far.text).toBe('');
  await jest.advanceTimersByTimeAsync(5_100);
  expect(ann.far.text).toBe('id: 101\n\n');
});

it('ends the stream of who does not read', async () => {
  const { memory, open, streams, ended } = scene();
  const [ann, bob] = [listenerOf(['certificates:read']), listenerOf(['certificates:read'])];
  await open(ann);
  await open(bob);
  ann.far.pending = 64 * 1024 + 1;
  bob.far.pending = 64 * 1024;
  memory.append({});
  await settled();
  expect([ann.far.isDestroyed, bob.far.isDestroyed, streams.count()]).toEqual([true, false, 1]);
  expect(await ended()).toEqual({ slow: 1 });
});

describe('bounds', () => {
  it.each([
    ['of a process', { streams: 2 }, ['ann', 'bob'], 'eve'],
    ['of one person', { perUser: 2 }, ['ann', 'ann'], 'ann'],
  ])('%s: one more is refused before it begins', async (_, limits, users, next) => {
    const { open, streams } = scene(limits);
    const opened = [];
    for (const user of users) opened.push(await open(listenerOf(['groups:read'], { owner: { user } })));
    await expect(streams.admit({ user: next })).rejects.toMatchObject({ code: 'overloaded' });
    opened[0]!.left();
    await expect(streams.admit({ user: next })).resolves.toBeDefined();
  });

  it('is 2,000 in a process', () => expect(liveLimits).toMatchObject({ streams: 2_000, pendingBytes: 65_536 }));
});

it('is refused while the database is away, and begins when it is back', async () => {
  const { memory, streams } = scene();
  memory.away(true);
  await expect(streams.admit({ user: 'ann' })).rejects.toThrow('away');
  memory.away(false);
  await expect(streams.admit({ user: 'ann' })).resolves.toBeDefined();
});

it('goes on behind what was told once the database is back', async () => {
  const { memory, open } = scene();
  const ann = listenerOf(['certificates:read']);
  await open(ann);
  ann.heard();
  memory.away(true);
  memory.append({ ids: ['1'] });
  await settled();
  memory.append({ ids: ['2'] });
  await settled();
  expect(ann.heard()).toEqual([]);
  memory.away(false);
  await jest.advanceTimersByTimeAsync(3_000);
  expect(ann.heard()).toMatchObject([{ id: '102', data: { ids: ['1', '2'] } }]);
});

it('reads the log only while somebody listens', async () => {
  const { memory, open } = scene();
  expect(memory.followers()).toBe(0);
  const opened = await open(listenerOf(['groups:read']));
  await settled();
  expect(memory.followers()).toBe(1);
  opened.left();
  await settled();
  expect(memory.followers()).toBe(0);
});

describe('an end', () => {
  it('of a key, session or person ends what belongs to it, and nothing else', async () => {
    const { open, streams, ended } = scene();
    const ann = listenerOf(['groups:read']);
    const other = listenerOf(['groups:read'], { owner: { user: 'ann', session: 's1' } });
    await open(ann);
    await open(other);
    streams.end({});
    streams.end({ session: 's2' });
    streams.end({ apiKey: 'key-1' });
    expect(ann.heard().at(-1)).toEqual({ event: 'end', data: { reason: 'signed_out' } });
    expect([ann.far.isEnded, other.far.isEnded, streams.count()]).toEqual([true, false, 1]);
    streams.end({ user: 'ann' });
    expect(other.far.isEnded).toBe(true);
    expect(await ended()).toEqual({ signed_out: 2 });
  });

  it('by its time comes without a word of anybody', async () => {
    const { open, ended } = scene();
    const ann = listenerOf(['groups:read'], { validUntil: new Date('2030-01-01T00:01:00Z') });
    await open(ann);
    await jest.advanceTimersByTimeAsync(58_000);
    expect(ann.far.isEnded).toBe(false);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(ann.heard().at(-1)).toEqual({ event: 'end', data: { reason: 'signed_out' } });
    expect(await ended()).toEqual({ expired: 1 });
  });

  it('comes with a change of rights, wherever it was made, to those whom it concerns', async () => {
    const { memory, open, forgetCallers, ended } = scene();
    let isGood = true;
    const ann = listenerOf(['groups:read'], { isStillGood: () => Promise.resolve(isGood) });
    const bob = listenerOf(['groups:read'], { owner: { user: 'bob' } });
    const eve = listenerOf(['groups:read'], { isStillGood: () => Promise.reject(new Error('the database is away')) });
    for (const far of [ann, bob, eve]) await open(far);
    memory.append({ topic: 'roles' });
    await settled();
    memory.append({ topic: 'sessions', kind: 'created' });
    await settled();
    expect(ann.far.isEnded).toBe(false);
    expect(forgetCallers).toHaveBeenCalledTimes(1);
    isGood = false;
    memory.append({ topic: 'api-keys' });
    await settled();
    expect(ann.heard().at(-1)).toEqual({ event: 'end', data: { reason: 'rights_changed' } });
    expect([ann, bob, eve].map(({ far }) => far.isEnded)).toEqual([true, false, false]);
    expect(await ended()).toEqual({ rights_changed: 1 });
  });

  it('comes also where nobody told of the change', async () => {
    const { open } = scene();
    const ann = listenerOf(['groups:read'], { isStillGood: () => Promise.resolve(false) });
    await open(ann);
    await jest.advanceTimersByTimeAsync(302_000);
    expect(ann.far.isEnded).toBe(true);
  });

  it('of the process says so to all, and takes nobody else', async () => {
    const { open, streams, ended } = scene();
    const ann = listenerOf(['groups:read']);
    await open(ann);
    ann.far.text = '';
    await streams.stop();
    expect(ann.far.text).toBe('retry: 5500\n\nevent: end\ndata: {"reason":"stopping"}\n\n');
    expect(ann.far).toMatchObject({ isEnded: true, isDestroyed: false });
    await expect(streams.admit({ user: 'ann' })).rejects.toMatchObject({ code: 'overloaded' });
    await jest.advanceTimersByTimeAsync(6_000);
    expect(ann.far.isDestroyed).toBe(true);
    expect(await ended()).toEqual({ stopping: 1 });
  });

  it('by the listener is counted once', async () => {
    const { open, ended } = scene();
    const opened = await open(listenerOf(['groups:read']));
    opened.left();
    opened.left();
    expect(await ended()).toEqual({ left: 1 });
  });
});
