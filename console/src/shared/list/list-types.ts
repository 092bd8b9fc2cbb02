import type { ReactNode } from 'react';
import type { Schema } from '../api/types';
import type { PickedKind } from '../pick/sources';
import type { Choice } from '../ui/select';

export type Total = Schema<'Total'>;

/** A page of any list of the API. */
export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
  readonly total?: Total;
}

/** What a list is asked with: filters by their names in the API, `sort`, `limit`, `cursor`, `count`. */
export type ListQuery = Readonly<Record<string, string | number | boolean>>;

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** The field of the API's `sort` that the column is sorted by. */
  readonly sort?: string;
  /** Not shown until somebody chooses it. */
  readonly isOptional?: boolean;
  /** CSS width; columns without one share what is left. */
  readonly width?: string;
  readonly align?: 'right';
}

interface FilterBase {
  /** The query parameter of the API. */
  readonly name: string;
  readonly label: string;
  /** Always in sight; others are added from a menu. */
  readonly isPinned?: boolean;
}

export type Filter =
  | (FilterBase & { readonly kind: 'text'; readonly placeholder?: string })
  | (FilterBase & { readonly kind: 'choice'; readonly choices: readonly Choice[] })
  | (FilterBase & { readonly kind: 'flag'; readonly yes?: string; readonly no?: string })
  | (FilterBase & { readonly kind: 'time' })
  /** An object by its uuid, chosen by name. */
  | (FilterBase & { readonly kind: 'object'; readonly of: PickedKind });

/** Filters as they stand in the address. */
export type FilterValues = Readonly<Record<string, string>>;

/** What a list shows as a whole, for what is done to more than the loaded rows. */
export interface ListScope {
  /** Filters and order as the API is asked. */
  readonly asked: ListQuery;
  readonly total: Total | undefined;
  readonly isFiltered: boolean;
}
