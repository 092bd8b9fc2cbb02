import { expect, it } from 'vitest';
import { kinds, row, stepOf } from './testing';
import { lasted, lastVisits, variablesAt, waysGone, type Visit } from './walk';

const visit = (uniqueName: string, left: string | null, more: Partial<Visit> = {}): Visit => ({
  ...{ uniqueName, left, type: '', attempt: 1, visit: 1, status: 'done', startedAt: '', endedAt: null },
  ...{ inputs: null, outputs: null, variables: null, error: null, runId: null, message: null },
  ...more,
});

it('counts the ways that were gone, also those of branches and past steps that were passed over', () => {
  const branch = stepOf('Which', 'branch', {}, { branches: [{ to: 'End' }], else: 'Mail' });
  const steps = [stepOf('Start', 'start', { continue: 'Which' }), branch, ...row.slice(1)];
  const log = [
    visit('Start', 'continue'),
    visit('Which', 'Mail'),
    visit('Mail', null, { status: 'skipped' }),
    visit('Wait', 'continue'),
    visit('End', null),
  ];
  expect([...waysGone(log, steps, kinds)]).toEqual([
    ['Start continue', 1],
    ['Which else', 1],
    ['Mail continue', 1],
    ['Wait continue', 1],
  ]);
});

it('draws no way from a failure to the restart at the same step', () => {
  const log = [
    visit('Start', 'continue'),
    visit('Mail', null, { status: 'failed' }),
    visit('Mail', 'continue', { attempt: 2 }),
  ];
  expect([...waysGone(log, row, kinds)]).toEqual([['Start continue', 1]]);
  expect(lastVisits(log).get('Mail')?.status).toBe('done');
});

it('has variables as they were when a visit began', () => {
  const steps = [
    visit('A', 'continue', { variables: { x: 1 } }),
    visit('B', 'continue', { variables: { x: 2, y: 3 } }),
    visit('C', null),
  ];
  const instance = { initialData: { given: true }, steps };
  expect(variablesAt(instance, 0)).toEqual({ given: true });
  expect(variablesAt(instance, 1)).toEqual({ given: true, x: 1 });
  expect(variablesAt(instance, 2)).toEqual({ given: true, x: 2, y: 3 });
});

it.each([
  [0.2, '200 ms'],
  [42, '42 s'],
  [125, '2 min 5 s'],
  [7260, '2 h 1 min'],
  [90_000, '1 d 1 h'],
])('%d s are told as %s', (seconds, text) => {
  const end = new Date(Date.UTC(2030, 0, 1) + seconds * 1000).toISOString();
  expect(lasted('2030-01-01T00:00:00.000Z', end, new Date())).toBe(text);
});
