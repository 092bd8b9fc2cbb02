import { describe, expect, it } from 'vitest';
import { apiQuery, isHalfObject, loadFirings, oneQuery } from './load';
import type { FiringRow } from './queries';

const { signal } = new AbortController();
const rows = (...ids: string[]) => ids.map((firingId) => ({ firingId }) as FiringRow);

describe('failures in front', () => {
  it('reads one part behind the other, over pages, and passes over empty ones', async () => {
    const asked: unknown[] = [];
    const load = (query: Readonly<Record<string, unknown>>) => {
      asked.push(query);
      const isFailures = query['errorsOnly'] === true;
      if (isFailures && query['cursor'] === undefined)
        return Promise.resolve({ items: rows('f1'), nextCursor: 'next' });
      if (isFailures) return Promise.resolve({ items: rows('f2'), nextCursor: null });
      if (query['status'] === 'running') return Promise.resolve({ items: [], nextCursor: null });
      return Promise.resolve({ items: rows('a'), nextCursor: null });
    };
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await loadFirings(
        { show: 'front', event: 'x', ...(cursor === undefined ? { count: true } : { cursor }) },
        signal,
        load,
      );
      found.push(...page.items.map(({ firingId }) => firingId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(['f1', 'f2', 'a']);
    expect(asked).toEqual([
      { event: 'x', errorsOnly: true },
      { event: 'x', errorsOnly: true, cursor: 'next' },
      { event: 'x', status: 'running' },
      { event: 'x', status: 'finished', outcome: ['performed', 'ignored'] },
    ]);
  });

  it('follows a page that is empty and not the last', async () => {
    const page = await loadFirings({ show: 'failures' }, signal, () => Promise.resolve({ items: [], nextCursor: 'c' }));
    expect(page.nextCursor).toBe('0:c');
  });
});

it('asks as it is where there is no quick filter', async () => {
  const asked: unknown[] = [];
  await loadFirings({ event: 'x', cursor: '1:2', count: true }, signal, (query) => {
    asked.push(query);
    return Promise.resolve({ items: [], nextCursor: null });
  });
  expect(asked).toEqual([{ event: 'x', cursor: '1:2', count: true }]);
});

it('leaves half an object out and says that it is half', () => {
  expect(apiQuery({ resource: 'certificates', event: 'x' })).toEqual({ event: 'x' });
  expect(apiQuery({ resource: 'certificates', objectUuid: 'u' })).toEqual({
    resource: 'certificates',
    objectUuid: 'u',
  });
  expect(isHalfObject({ objectUuid: 'u' })).toBe(true);
  expect(isHalfObject({})).toBe(false);
});

it('puts a quick filter into one query for the chart and the export', () => {
  expect(oneQuery({ show: 'failures', event: 'x' })).toEqual({ errorsOnly: true, event: 'x' });
  expect(oneQuery({ show: 'front' })).toEqual({ outcome: ['performed', 'ignored', 'error'] });
  expect(oneQuery({ event: 'x' })).toEqual({ event: 'x' });
});
