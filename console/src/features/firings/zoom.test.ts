import { expect, it } from 'vitest';
import { changed, pointName } from './zoom';

const day = { from: '2030-01-10T00:00:00.000Z', to: '2030-01-11T00:00:00.000Z' };
const now = new Date('2030-02-01T00:00:00Z');

it('moves and stretches a time round its middle', () => {
  expect(changed(day, 'earlier', now)).toEqual({ from: '2030-01-09T12:00:00.000Z', to: '2030-01-10T12:00:00.000Z' });
  expect(changed(day, 'later', now)).toEqual({ from: '2030-01-10T12:00:00.000Z', to: '2030-01-11T12:00:00.000Z' });
  expect(changed(day, 'in', now)).toEqual({ from: '2030-01-10T06:00:00.000Z', to: '2030-01-10T18:00:00.000Z' });
  expect(changed(day, 'out', now)).toEqual({ from: '2030-01-09T12:00:00.000Z', to: '2030-01-11T12:00:00.000Z' });
});

it('goes to now and no further, and never below a minute', () => {
  expect(changed(day, 'later', new Date(day.to))).toEqual(day);
  const { from, to } = changed({ from: day.from, to: day.from }, 'in', now);
  expect(Date.parse(to) - Date.parse(from)).toBe(60_000);
});

it('names points as finely as they lie', () => {
  expect(pointName(day.from, 86_400, 'UTC')).toBe('10 Jan 2030');
  expect(pointName(day.from, 3600, 'UTC')).toBe('10 Jan 2030, 00:00');
  expect(pointName(day.from, 10, 'UTC')).toBe('10 Jan 2030, 00:00:00');
});
