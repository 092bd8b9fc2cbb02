import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import type { ListPage, ListQuery } from './list-types';
import { useList } from './use-list';

vi.mock('@tanstack/react-router', () => ({ useNavigate: () => () => undefined, useSearch: () => ({}) }));

const filters = [] as const;

/** A list that is asked with filters of its own, made anew at every render as screens do. */
function listOf(load: (query: ListQuery) => Promise<ListPage<string>>) {
  const client = new QueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(() => useList<string>({ id: 'things', filters, fixed: { owner: 'kim' }, load }), { wrapper });
}

it('shows rows before they are counted', async () => {
  const asked: ListQuery[] = [];
  const { result } = listOf((query) => {
    asked.push(query);
    const total = { value: 10_000, relation: 'moreThan' } as const;
    return Promise.resolve({ items: ['a', 'b'], nextCursor: 'more', ...(query['count'] === true ? { total } : {}) });
  });
  await waitFor(() => expect(result.current.rows).toEqual(['a', 'b']));
  expect(asked).toEqual([{ owner: 'kim', limit: 100 }]);
  expect(result.current.total).toBeUndefined();
  await waitFor(() => expect(result.current.total).toEqual({ value: 10_000, relation: 'moreThan' }), {
    timeout: 10_000,
  });
  expect(asked).toEqual([
    { owner: 'kim', limit: 100 },
    { owner: 'kim', limit: 1, count: true },
  ]);
});

it('counts nothing where all is there', async () => {
  const asked: ListQuery[] = [];
  const { result } = listOf((query) => {
    asked.push(query);
    return Promise.resolve({ items: ['a', 'b'], nextCursor: null });
  });
  await waitFor(() => expect(result.current.total).toEqual({ value: 2, relation: 'exact' }));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(asked).toHaveLength(1);
});
