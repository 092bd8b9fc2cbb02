import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../shared/api/problem';
import { PathLink } from '../../shared/shell/path-link';
import { classes } from '../../shared/ui/classes';

export interface TileProps<T> {
  readonly title: string;
  readonly query: UseQueryResult<T>;
  /** The number, and whether somebody has to look at it. */
  readonly show: (data: T) => { readonly value: ReactNode; readonly isBad: boolean; readonly note?: ReactNode };
  /** The list that the number counts. */
  readonly to: string;
}

/** A number that says whether something needs somebody, and leads to its list. */
export function Tile<T>({ title, query, show, to }: TileProps<T>) {
  const shown = query.data === undefined ? undefined : show(query.data);
  return (
    <li
      className={classes(
        'flex min-h-28 flex-col gap-1 rounded-lg border bg-surface p-4',
        shown?.isBad === true ? 'border-danger' : 'border-line',
      )}
    >
      <PathLink to={to} className="flex flex-col-reverse gap-1">
        <span
          className={classes('text-2xl font-semibold tabular-nums', shown?.isBad === true ? 'text-danger' : 'text-ink')}
        >
          {shown === undefined ? (query.isError ? '?' : '…') : shown.value}
        </span>
        <span className="text-sm font-medium">{title}</span>
      </PathLink>
      {shown?.note !== undefined && <span className="text-xs text-muted">{shown.note}</span>}
      {query.isError && <span className="text-xs text-danger">{sentenceOf(query.error)}</span>}
    </li>
  );
}
