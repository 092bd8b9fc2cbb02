import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { valueAt } from '../../shared/forms/pointers';
import { useMay } from '../../shared/session/me';
import { durationWords } from '../../shared/text/durations';
import type { ObjectKind } from './object-kind';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  meta: { topic: 'settings' },
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/settings', { signal })),
});

/** What a member without a value of its own stands for, in words, from the platform's settings. */
export function useInherited({ inherits }: Pick<ObjectKind, 'inherits'>): (pointer: string) => string | undefined {
  const may = useMay();
  const { data } = useQuery({ ...settingsQuery, enabled: inherits !== undefined && may('settings:read') });
  return useCallback(
    (pointer) => {
      const setting = inherits?.[pointer.slice(1)];
      if (setting === undefined) return undefined;
      return data === undefined ? 'as the platform’s settings say' : settingWords(valueAt(data, setting));
    },
    [inherits, data],
  );
}

/** `P30D` as `30 days`, true as `yes`, null as `none`. */
export function settingWords(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(settingWords).join(', ');
  if (typeof value === 'string') return durationWords(value) ?? value;
  return typeof value === 'number' ? value.toLocaleString('en') : JSON.stringify(value);
}
