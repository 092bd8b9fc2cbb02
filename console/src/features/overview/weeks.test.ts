import { expect, it } from 'vitest';
import { beginOfWeek } from './weeks';

it.each([
  ['2026-W01', '2025-12-29'],
  ['2026-W53', '2026-12-28'],
  ['2030-W01', '2029-12-31'],
  ['2021-W01', '2021-01-04'],
  ['2026-11-30', '2026-11-30'],
])('%s begins at %s', (week, day) => expect(beginOfWeek(week)).toBe(`${day}T00:00:00.000Z`));
