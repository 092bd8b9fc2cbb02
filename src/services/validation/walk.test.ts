import { certificateOf } from '../../../test/support/services';
import type { OpenStatusChange } from '../../store/validation/validations';
import type { StatusBatch } from '../../temporal/messages/validation';
import { createValidationWalk } from './walk';

const at = new Date('2030-01-10T12:00:00Z');
const openOf = (uuid: string): OpenStatusChange => ({
  certificate: { ...certificateOf('web'), uuid },
  change: { sequence: 1, from: 'not_checked', to: 'valid', at },
});

function walking(due: string[], msEach = 0) {
  const started: StatusBatch[] = [];
  const beats: unknown[] = [];
  let time = 0;
  const walk = createValidationWalk({
    validations: {
      due: async (_now, limit) => due.slice(0, limit),
      openChanges: async () => [openOf('c-left')],
      changesOf: async (uuids) => uuids.map(openOf),
    },
    checks: {
      async check(uuids) {
        due.splice(0, uuids.length);
        time += msEach * uuids.length;
        return { checked: uuids.length, changed: uuids.filter((uuid) => uuid.endsWith('0')) };
      },
    },
    startBatch: async (batch) => void started.push(batch),
    now: () => at,
    steadyClock: () => time,
  });
  const heartbeat = (progress: unknown) => void beats.push(progress);
  const work = { signal: new AbortController().signal, heartbeat, isRepeat: false };
  return { walk, started, beats, work };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `c-${index}`);

describe('the walk through what is due', () => {
  it('checks all of it in pages and fires what changes', async () => {
    const { walk, started, work, beats } = walking(many(250));
    expect(await walk.stretch({ checked: 5, changed: 1 }, work)).toEqual({
      walk: { checked: 255, changed: 26 },
      isDone: true,
    });
    expect(started.map(({ changes }) => changes.length)).toEqual([10, 10, 5]);
    expect(beats).toHaveLength(3);
  });

  it('ends a stretch after some seconds, and goes on with what is left', async () => {
    const { walk, work } = walking(many(250), 50);
    const { walk: soFar, isDone } = await walk.stretch({ checked: 0, changed: 0 }, work);
    expect([soFar.checked, isDone]).toEqual([200, false]);
    expect(await walk.stretch(soFar, work)).toMatchObject({ walk: { checked: 250 }, isDone: true });
  });

  it('stops when nobody wants it any more', async () => {
    const { walk, work } = walking(many(1));
    await expect(walk.stretch({ checked: 0, changed: 0 }, { ...work, signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('fires what a process that died has left', async () => {
    const { walk, started } = walking([]);
    expect(await walk.fireLeftOpen()).toBe(1);
    expect(started).toMatchObject([{ changes: [{ certificate: 'c-left', sequence: 1 }] }]);
  });

  it('checks at once what somebody asks for', async () => {
    const { walk, started, work } = walking([]);
    const request = { requestId: 'r', certificates: ['c-10', 'c-11'] };
    expect(await walk.checkNow(request, work)).toEqual({ checked: 2, changed: ['c-10'] });
    expect(started.flatMap(({ changes }) => changes.map(({ certificate }) => certificate))).toEqual(['c-10']);
  });

  it('fires in a repeat what the attempt before has changed and not fired', async () => {
    const { walk, started, work } = walking([]);
    const told = () => started.flatMap(({ changes }) => changes.map(({ certificate }) => certificate));
    await walk.checkNow({ requestId: 'r', certificates: ['c-11'] }, { ...work, isRepeat: true });
    expect(told()).toEqual(['c-11']);
    await walk.stretch({ checked: 0, changed: 0 }, { ...work, isRepeat: true });
    expect(told()).toEqual(['c-11', 'c-left']);
  });
});
