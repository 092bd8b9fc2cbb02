import { expect, it, vi } from 'vitest';
import { openLiveStream, type StreamState } from './live-stream';

class FakeSource {
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly named = new Map<string, (event: { data: string; lastEventId: string }) => void>();
  isClosed = false;
  constructor(readonly url: string) {}
  addEventListener(name: string, listener: (event: { data: string; lastEventId: string }) => void) {
    this.named.set(name, listener);
  }
  close() {
    this.isClosed = true;
  }
  say(name: string, data: string, lastEventId: string) {
    this.named.get(name)?.({ data, lastEventId });
  }
  fail() {
    this.readyState = 2;
    this.onerror?.();
  }
}

function scene(status: number) {
  const sources: FakeSource[] = [];
  const states: StreamState[] = [];
  const pauses: number[] = [];
  const events: string[] = [];
  const onGap = vi.fn();
  const timers: (() => void)[] = [];
  const stream = openLiveStream({
    url: '/api/v1/stream',
    probe: async () => status,
    onEvent: ({ topic }) => void events.push(topic),
    onState: (state) => void states.push(state),
    onGap,
    open: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source as never;
    },
    setTimer: (run, milliseconds) => {
      pauses.push(milliseconds);
      timers.push(run);
    },
    random: () => 0.5,
  });
  return { stream, sources, states, pauses, events, onGap, timers };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('comes again with growing pauses and from the last event that it saw', async () => {
  const { sources, pauses, events, timers } = scene(200);
  sources[0]!.onopen?.();
  sources[0]!.say('change', '{"topic":"certificates","kind":"created","count":1}', '41');
  expect(events).toEqual(['certificates']);
  sources[0]!.fail();
  await settled();
  timers[0]!();
  expect(sources[1]!.url).toBe('/api/v1/stream?after=41');
  sources[1]!.fail();
  await settled();
  expect(pauses).toEqual([1000, 2000]);
});

it.each([
  [401, 'signed-out'],
  [404, 'absent'],
] as const)('gives up after %i', async (status, state) => {
  const { sources, states, pauses } = scene(status);
  sources[0]!.fail();
  await settled();
  expect(states.at(-1)).toBe(state);
  expect(pauses).toEqual([]);
});

it('leaves attempts to the browser while that makes them', async () => {
  const { sources, states, pauses } = scene(200);
  sources[0]!.onerror?.();
  await settled();
  expect([states.at(-1), pauses]).toEqual(['waiting', []]);
});

it('tells when what was missed cannot be had, and ignores what is no event', () => {
  const { sources, events, onGap } = scene(200);
  sources[0]!.say('change', 'no json', '1');
  sources[0]!.say('change', '{"other":1}', '2');
  sources[0]!.say('reload', '{"reason":"too_old"}', '3');
  expect(events).toEqual([]);
  expect(onGap).toHaveBeenCalledTimes(1);
});

it('tells when what somebody may hear has changed', () => {
  const { sources, states } = scene(200);
  sources[0]!.say('end', '{"reason":"rights_changed"}', '');
  expect(states.at(-1)).toBe('rights');
});

it('is over when it is closed', async () => {
  const { stream, sources, timers } = scene(200);
  stream.close();
  expect(sources[0]!.isClosed).toBe(true);
  sources[0]!.fail();
  await settled();
  expect(timers).toEqual([]);
});
