import { expect, it } from 'vitest';
import { formOf, toLocal, withForm } from './schedule-forms';

const now = new Date('2027-01-01T12:00:00Z');

it.each([
  ['none', undefined],
  ['interval', { interval: { minutes: 60 } }],
  ['daily', { daily: { time: '07:30' } }],
  ['weekly', { weekly: { time: '07:30', days: ['MON'] } }],
  ['monthly', { monthly: { time: '07:30', day: 1 } }],
  ['cron', { cron: '30 7 * * *' }],
  ['once', { once: { at: '2027-01-02T12:00:00.000Z' } }],
] as const)('%s keeps the time of day', (form, schedule) => {
  const made = withForm({ daily: { time: '07:30' } }, form, now);
  expect(made).toEqual(schedule);
  expect(formOf(made)).toBe(form);
});

it('shows a moment as fields of the browser take it', () =>
  expect(new Date(toLocal('2027-01-02T12:34:00.000Z')).toISOString()).toBe('2027-01-02T12:34:00.000Z'));
