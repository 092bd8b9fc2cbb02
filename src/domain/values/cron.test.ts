import { cronFault } from './cron';

describe('cronFault', () => {
  it.each([
    '7 * * * *',
    '*/15 * * * *',
    '0,30 8-18 * * MON-FRI',
    '0 0 1 jan,JUL *',
    '0 6-18/2 * * 1-5',
    '59 23 31 12 6',
    '0 0 * * sun',
    '5/10 * * * *',
  ])('takes %s', (expression) => expect(cronFault(expression)).toBeUndefined());

  it.each([
    ['nothing', ''],
    ['four fields', '* * * *'],
    ['six fields', '0 7 * * * *'],
    ['two spaces', '7  * * * *'],
    ['a space in front', ' 7 * * * *'],
    ['a tab', '7\t* * * *'],
    ['a line end', '7 * * * *\n'],
    ['a name', '@hourly'],
    ['an interval', '@every 1h'],
    ['a time zone', 'CRON_TZ=Europe/Prague 7 * * * *'],
    ['a comment', '7 * * * * # scan'],
    ['minute 60', '60 * * * *'],
    ['hour 24', '0 24 * * *'],
    ['day 0', '0 0 0 * *'],
    ['month 13', '0 0 1 13 *'],
    ['weekday 8', '0 0 * * 8'],
    ['a month among the weekdays', '0 0 * * JAN'],
    ['a range downwards', '30-10 * * * *'],
    ['an open range', '10- * * * *'],
    ['a range of all', '*-10 * * * *'],
    ['a step of nothing', '*/0 * * * *'],
    ['a step without a number', '*/ * * * *'],
    ['an empty item', '1,,2 * * * *'],
    ['a negative value', '-1 * * * *'],
    ['a question mark', '0 0 ? * *'],
    ['other digits', '٧ * * * *'],
  ])('refuses %s', (_name, expression) => expect(cronFault(expression)).toEqual(expect.any(String)));

  it('names the field', () => {
    expect(cronFault('0 24 * * *')).toBe('the hour must be *, values from 0 to 23, ranges or steps');
    expect(cronFault('0 0 * * 7')).toBe('the day of week must be *, values from 0 to 6 (Sunday is 0), ranges or steps');
  });
});
