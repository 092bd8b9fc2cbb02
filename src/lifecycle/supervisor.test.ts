import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { supervise } from './supervisor';

type End = readonly [code: number | null, signal: NodeJS.Signals | null, livedMs?: number];

class Child extends EventEmitter {
  readonly signals: NodeJS.Signals[] = [];
  kill(signal: NodeJS.Signals): void {
    this.signals.push(signal);
  }
}

/** Children that end as they are told, one after the other; the last one lives on. */
function scene(ends: readonly End[], firstPauseMs = 1) {
  const events = new EventEmitter();
  const said: string[] = [];
  const children: Child[] = [];
  let clock = 0;
  const say = (message: string) => void said.push(message);
  const exitCode = supervise({
    start() {
      const child = new Child();
      const end = ends[children.length];
      children.push(child);
      if (end !== undefined) {
        const [code, signal, livedMs = 10] = end;
        setImmediate(() => {
          clock += livedMs;
          child.emit('exit', code, signal);
        });
      }
      return child;
    },
    log: { info: say, warn: say, error: say },
    events,
    firstPauseMs,
    steadyClock: () => clock,
  });
  return { exitCode, children, said, events };
}

const outOfMemory: End = [null, 'SIGABRT'];

describe('supervise', () => {
  it.each<{ name: string; end: End; code: number }>([
    { name: 'an ordered end', end: [0, null], code: 0 },
    { name: 'a wrong configuration', end: [78, null], code: 78 },
    { name: 'a signal from elsewhere', end: [null, 'SIGTERM'], code: 143 },
    { name: 'a failed start', end: [1, null], code: 1 },
  ])('passes on $name', async ({ end, code }) => {
    const { exitCode, children, said } = scene([end]);
    expect(await exitCode).toBe(code);
    expect(children).toHaveLength(1);
    expect(said).toEqual([]);
  });

  it.each<{ end: End }>([{ end: outOfMemory }, { end: [134, null] }, { end: [null, 'SIGKILL'] }])(
    'starts again after $end, and says so',
    async ({ end }) => {
      const { exitCode, children, said } = scene([end, [0, null]]);
      expect(await exitCode).toBe(0);
      expect(children).toHaveLength(2);
      expect(said).toEqual([expect.stringContaining('It is started again in')]);
    },
  );

  it('gives up on what crashes again and again', async () => {
    const { exitCode, children, said } = scene(Array.from({ length: 9 }, () => outOfMemory));
    expect(await exitCode).toBe(70);
    expect(children).toHaveLength(5);
    expect(said.at(-1)).toContain('it is not started again');
  });

  it('counts anew once it has lived for a while', async () => {
    const settled: End = [null, 'SIGABRT', 400_000];
    const { exitCode, children } = scene([...Array.from({ length: 7 }, () => settled), [0, null]]);
    expect(await exitCode).toBe(0);
    expect(children).toHaveLength(8);
  });

  it('passes signals on, each of them, and does not start again then', async () => {
    const { exitCode, children, events } = scene([]);
    events.emit('SIGTERM', 'SIGTERM');
    events.emit('SIGTERM', 'SIGTERM');
    expect(children[0]!.signals).toEqual(['SIGTERM', 'SIGTERM']);
    children[0]!.emit('exit', 137, null);
    expect(await exitCode).toBe(137);
    expect(events.listenerCount('SIGTERM')).toBe(0);
  });

  it('ends when it is asked to during the pause', async () => {
    const { exitCode, children, events, said } = scene([outOfMemory], 60_000);
    while (said.length === 0) await sleep(1);
    events.emit('SIGINT', 'SIGINT');
    expect(await exitCode).toBe(0);
    expect(children).toHaveLength(1);
  });
});
