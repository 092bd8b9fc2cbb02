import { calendarOf } from './moments';

it.each([
  ['2030-11-29T21:40:48.000Z', { year: 2030, month: 'NOVEMBER', dayOfMonth: 29, hour: 21, minute: 40, second: 48 }],
  ['2030-11-29T21:40:00.000Z', { hour: 21, minute: 40, second: 0 }],
  ['2030-12-31T23:59:59.001Z', { year: 2031, month: 'JANUARY', dayOfMonth: 1, hour: 0, minute: 0, second: 0 }],
])('%s', (at, expected) => expect(calendarOf(new Date(at))).toMatchObject(expected));
