import { expect, it } from 'vitest';
import { actionsText, durationText, resultOf, subjectName, verdictOf } from './words';

it('puts failures before what was decided', () => {
  expect(verdictOf({ status: 'failed', outcome: 'error' })).toEqual({ words: 'failed', tone: 'bad' });
  expect(verdictOf({ status: 'finished_with_errors', outcome: 'performed' })).toEqual({
    ...{ words: 'acted, with errors', tone: 'bad' },
  });
  expect(verdictOf({ status: 'finished', outcome: 'ignored' }).tone).toBe('warn');
  expect(verdictOf({ status: 'running', outcome: null }).words).toBe('running');
  expect(verdictOf({ status: 'finished', outcome: 'of_a_later_version' })).toEqual({
    ...{ words: 'of a later version', tone: 'neutral' },
  });
});

it('tells an error otherwise than no match', () => {
  expect(resultOf('error')).not.toEqual(resultOf('not_matched'));
  expect(resultOf('error').tone).toBe('bad');
  expect(resultOf('not_matched').tone).toBe('neutral');
});

it('names what is known of a subject', () => {
  const subject = { resource: 'certificates', uuid: null, name: null, note: 'rejected, details not kept' };
  expect(subjectName(subject)).toBe('rejected, details not kept');
});

it('writes numbers for people', () => {
  expect([durationText(null), durationText(12), durationText(3400), durationText(125_000)]).toEqual([
    ...['–', '12 ms', '3.4 s', '2 min 5 s'],
  ]);
  const none = {
    evaluated: 0,
    matched: 0,
    errors: 0,
    actionsOk: 0,
    actionsFailed: 0,
    actionsSkipped: 0,
    deliveriesOpen: 0,
  };
  expect(actionsText({ ...none, actionsOk: 2, actionsFailed: 1 })).toBe('2 done, 1 failed');
  expect(actionsText(none)).toBe('');
});
