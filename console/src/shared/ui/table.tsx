import type { ReactNode } from 'react';
import { classes } from './classes';

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'right';
  /** Names its row for screen readers. */
  readonly isHeading?: boolean;
}

export interface TableProps<Row> {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
  readonly keyOf: (row: Row) => string;
}

/** A few rows that are all there, without filters and pages: for those there is `DataList`. Scrolls to the side where it must. */
export function Table<Row>({ name, rows, columns, keyOf }: TableProps<Row>) {
  return (
    <div
      role="region"
      aria-label={`Rows of ${name}`}
      tabIndex={0}
      className="relative overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full text-sm">
        <caption className="sr-only">{name}</caption>
        <thead className="border-b border-line bg-sunken text-left text-xs text-muted">
          <tr>
            {columns.map(({ id, header, align }) => (
              <th
                key={id}
                scope="col"
                className={classes('px-3 py-2 font-semibold', align === 'right' && 'text-right')}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line last:border-b-0 hover:bg-hover">
              {columns.map(({ id, cell, align, isHeading }) =>
                isHeading === true ? (
                  <th key={id} scope="row" className="px-3 py-2 text-left align-top font-normal">
                    {cell(row)}
                  </th>
                ) : (
                  <td
                    key={id}
                    className={classes('px-3 py-2 align-top', align === 'right' && 'text-right tabular-nums')}
                  >
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
