import { expect, it } from 'vitest';
import { causeOf, durationText, isOver, toneOfRun } from './words';

it.each([
  [{ kind: 'test' }, { text: 'the test bench' }],
  [
    { kind: 'alert', alertId: 'a', alertRunId: 'r' },
    { text: 'an alert', path: '/alerts/a' },
  ],
  [
    { kind: 'action', firingId: 'f', trigger: 't' },
    { text: 'an action of a trigger', path: '/event-history/f' },
  ],
  [{ kind: 'tomorrow' }, { text: 'tomorrow' }],
])('what started a run: %j', (trigger, cause) => expect(causeOf(trigger)).toEqual(cause));

it.each([
  [null, '–'],
  [12, '12 ms'],
  [1234, '1.2 s'],
  [125_000, '2 min 5 s'],
])('%s milliseconds are %s', (ms, text) => expect(durationText(ms)).toBe(text));

it('knows what is over and how it ended', () => {
  expect([isOver('waiting'), isOver('running'), isOver('timed_out')]).toEqual([false, false, true]);
  expect([toneOfRun('succeeded'), toneOfRun('running'), toneOfRun('cancelled'), toneOfRun('no_worker')]).toEqual([
    'good',
    'accent',
    'neutral',
    'bad',
  ]);
});
