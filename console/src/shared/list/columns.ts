import { useState } from 'react';
import { keep, read } from '../preferences';
import type { Column } from './list-types';

/** Ids of the columns shown, in their order; what a browser has kept counts as far as the columns still exist. */
export function shownColumns<Row>(columns: readonly Column<Row>[], kept: string | undefined): readonly string[] {
  const known = (kept?.split(',') ?? []).filter((id) => columns.some((column) => column.id === id));
  if (known.length > 0) return known;
  return columns.filter(({ isOptional }) => isOptional !== true).map(({ id }) => id);
}

export interface ColumnChoice<Row> {
  readonly columns: readonly Column<Row>[];
  readonly ids: readonly string[];
  readonly choose: (ids: readonly string[]) => void;
}

/** The columns of a list that somebody wants to see, kept in this browser. */
export function useColumns<Row>(id: string, columns: readonly Column<Row>[]): ColumnChoice<Row> {
  const key = `certloom.columns.${id}`;
  const [ids, setIds] = useState(() => shownColumns(columns, read(key)));
  return {
    ids,
    columns: ids.flatMap((wanted) => columns.find((column) => column.id === wanted) ?? []),
    choose(next) {
      setIds(next);
      keep(key, next.join(','));
    },
  };
}
