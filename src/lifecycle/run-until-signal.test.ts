import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Life, runUntilSignal } from './run-until-signal';
import { StartFault } from './start-fault';

function world() {
  const events = new EventEmitter();
  const exits: number[] = [];
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return {
    events,
    outputs: [new PassThrough()],
    exits,
    lines,
    exit: (code: number) => void exits.push(code),
    log: { info: say, warn: say, error: say },
  };
}

const stopped: string[] = [];
const step = (name: string, more = {}) => ({ name, stop: async () => void stopped.push(name), ...more });
beforeEach(() => stopped.splice(0));

describe('runUntilSignal', () => {
  it('stops in the reverse order of the start, once', async () => {
    const { events, exits, ...rest } = world();
    const run = runUntilSignal({
      ...rest,
      events,
      start: async (life) => {
        for (const name of ['engines', 'workers', 'API']) life.atStop(step(name));
      },
    });
    await sleep(10);
    events.emit('SIGINT', 'SIGINT');
    await run;
    expect(stopped).toEqual(['API', 'workers', 'engines']);
    expect(exits).toEqual([0]);
    expect(events.eventNames()).toEqual([]);
  });

  it('goes on when nobody reads what it writes', async () => {
    const { events, outputs, exits, lines, ...rest } = world();
    const run = runUntilSignal({ ...rest, events, outputs, start: async (life) => life.atStop(step('API')) });
    await sleep(10);
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    for (let times = 0; times < 3; times += 1) outputs[0]!.emit('error', gone);
    await sleep(10);
    expect([exits, stopped, lines]).toEqual([[], [], []]);
    events.emit('SIGTERM', 'SIGTERM');
    await run;
    expect(exits).toEqual([0]);
    expect(() => outputs[0]!.emit('error', gone)).not.toThrow();
  });

  it('goes on after a step that fails and one that takes too long', async () => {
    const { events, exits, lines, ...rest } = world();
    const run = runUntilSignal({
      ...rest,
      events,
      start: async (life) => {
        life.atStop(step('last'));
        life.atStop({ name: 'slow', stop: () => sleep(60_000, undefined, { ref: false }), limitMs: 50 });
        life.atStop({ name: 'broken', stop: () => Promise.reject(new Error('boom')) });
      },
    });
    await sleep(10);
    events.emit('SIGTERM', 'SIGTERM');
    await run;
    expect(stopped).toEqual(['last']);
    expect(exits).toEqual([0]);
    expect(lines).toContain('broken: stopping failed: boom');
    expect(lines.some((line) => line.startsWith('slow: not stopped after'))).toBe(true);
  });

  it('ends at once at the second signal', async () => {
    const { events, exits, ...rest } = world();
    void runUntilSignal({
      ...rest,
      events,
      start: async (life) => life.atStop({ name: 'slow', stop: () => sleep(300) }),
    });
    await sleep(10);
    events.emit('SIGINT', 'SIGINT');
    await sleep(10);
    events.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([137]);
    await sleep(400);
  });

  it.each([
    ['a fault of the configuration', new StartFault('CERTLOOM_PORT is taken', 78), 78, 'CERTLOOM_PORT is taken'],
    ['an unexpected error', new Error('boom'), 1, expect.stringContaining('boom')],
  ])('stops what runs after a start that ends with %s', async (_, error, code, line) => {
    const { exits, lines, ...rest } = world();
    await runUntilSignal({
      ...rest,
      start: async (life) => {
        life.atStop(step('engines'));
        throw error;
      },
    });
    expect(stopped).toEqual(['engines']);
    expect(exits).toEqual([code]);
    expect(lines[0]).toEqual(line);
  });

  it.each<[string, (events: EventEmitter, life: Life) => void]>([
    ['an unhandled rejection', (events) => events.emit('unhandledRejection', new Error('boom'))],
    ['an uncaught exception', (events) => events.emit('uncaughtException', new Error('boom'))],
    ['a part that fails for good', (_, life) => life.fail(new Error('boom'))],
  ])('stops in order with exit code 1 at %s', async (_, happen) => {
    const { events, exits, ...rest } = world();
    let life: Life | undefined;
    const run = runUntilSignal({
      ...rest,
      events,
      start: async (given) => {
        life = given;
        given.atStop(step('engines'));
      },
    });
    await sleep(10);
    if (life !== undefined) happen(events, life);
    await run;
    expect(stopped).toEqual(['engines']);
    expect(exits).toEqual([1]);
  });

  it('breaks off a start at a signal, without an error', async () => {
    const { events, exits, ...rest } = world();
    const run = runUntilSignal({
      ...rest,
      events,
      start: async (life) => {
        life.atStop(step('lock'));
        await sleep(60_000, undefined, { signal: life.signal });
      },
    });
    await sleep(10);
    events.emit('SIGINT', 'SIGINT');
    await run;
    expect(stopped).toEqual(['lock']);
    expect(exits).toEqual([0]);
  });
});
