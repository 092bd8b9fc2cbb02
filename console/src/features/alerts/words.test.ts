import { expect, it } from 'vitest';
import type { Alert } from './queries';
import { countsText, runWordsOf, scheduleText, textOfHtml } from './words';

const none = { evaluated: 9, due: 0, done: 0, failed: 0, uncertain: 0, superseded: 0, skippedByCondition: 0 };

it.each([
  [none, '0 due'],
  [{ ...none, due: 1200, done: 1199, failed: 1 }, '1,200 due, 1,199 done, 1 failed'],
  [{ ...none, due: 2, skippedByCondition: 2 }, '2 due, 2 left out by conditions'],
])('counts in words', (counts, text) => expect(countsText(counts)).toBe(text));

it.each<[Alert['schedule'], string]>([
  [undefined, 'when something happens'],
  [{ interval: { minutes: 1440 } }, 'every 1,440 minutes'],
  [{ daily: { time: '06:00' } }, 'each day at 06:00 (Europe/Prague)'],
  [{ weekly: { time: '06:00', days: ['MON', 'FRI'] } }, 'on Mondays, Fridays at 06:00 (Europe/Prague)'],
  [{ monthly: { time: '06:00', day: 31 } }, 'on day 31 of each month at 06:00 (Europe/Prague)'],
  [{ cron: '0 6 * * 1' }, 'by the cron line 0 6 * * 1 (Europe/Prague)'],
])('a schedule in words', (schedule, text) => {
  expect(scheduleText({ ...(schedule === undefined ? {} : { schedule }), timeZone: 'Europe/Prague' })).toBe(text);
});

it('knows how a run ended, also a status of a later release', () => {
  expect(runWordsOf({ status: 'finished_with_errors' })).toEqual({ words: 'finished with errors', tone: 'bad' });
  expect(runWordsOf({ status: 'half_done' as never })).toEqual({ words: 'half done', tone: 'neutral' });
});

it('takes the text out of a message, and nothing of it runs', () =>
  expect(textOfHtml('<p>a <b>b</b></p><script>throw 1</script><p>c &lt;d&gt;</p>')).toContain('a b\n'));
