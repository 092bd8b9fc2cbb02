import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { targetOf } from '../shell/path-link';
import { isTyping } from '../shell/shortcuts';
import { classes } from '../ui/classes';
import { Checkbox } from '../ui/select';
import { nextSort } from './filter-query';
import type { Column } from './list-types';

export interface ListTableProps<Row> {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** How the row is called, for screen readers. */
  readonly titleOf: (row: Row) => string;
  /** The path of the row's own screen. */
  readonly pathOf?: (row: Row) => string;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
  /** Called when the end of the rows comes into sight. */
  readonly onEnd: () => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
  readonly footer: ReactNode;
}

/** Pixels; rows are of one height, and a browser ends at some 33 million. */
const rowHeight = 36;

/** The rows of a list; only those in sight are in the page. j and k move, Enter opens, x chooses. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { name, rows, columns, keyOf, titleOf, pathOf, sort, onSort, onEnd, selected, onSelect, footer } = props;
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= rows.length - 20) onEnd();
  }, [last, rows.length, onEnd]);

  const toggle = (key: string) => {
    if (selected === undefined || onSelect === undefined) return;
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const row = rows[active];
      if (event.key === 'j' || event.key === 'k') {
        const next = Math.min(rows.length - 1, Math.max(0, active + (event.key === 'j' ? 1 : -1)));
        setActive(next);
        virtual.scrollToIndex(next);
      } else if (event.key === 'x' && row !== undefined) toggle(keyOf(row));
      else if (event.key === 'Enter' && row !== undefined && pathOf !== undefined && !isControl(event.target))
        void navigate(targetOf(pathOf(row)));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  const allKeys = rows.map(keyOf);
  const isAll = selected !== undefined && allKeys.length > 0 && allKeys.every((key) => selected.has(key));
  const template = [
    onSelect === undefined ? '' : '2.5rem',
    ...columns.map(({ width }) => width ?? 'minmax(8rem, 1fr)'),
  ].join(' ');
  const grid = { gridTemplateColumns: template };
  return (
    <div className="rounded-lg border border-line bg-surface">
      <div
        ref={frame}
        className="max-h-[max(20rem,calc(100dvh-15rem))] overflow-auto"
        tabIndex={0}
        role="region"
        aria-label={`Rows of ${name}`}
      >
        <div
          role="table"
          aria-label={name}
          aria-rowcount={rows.length + 1}
          aria-colcount={columns.length}
          className="min-w-fit text-sm"
        >
          <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-sunken">
            <div role="row" aria-rowindex={1} className="grid items-center" style={grid}>
              {onSelect !== undefined && (
                <div role="columnheader" className="flex justify-center">
                  <Checkbox
                    isSelected={isAll}
                    isIndeterminate={!isAll && (selected?.size ?? 0) > 0}
                    onChange={(on) => onSelect(new Set(on ? allKeys : []))}
                  >
                    <span className="sr-only">Choose all loaded rows</span>
                  </Checkbox>
                </div>
              )}
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </div>
          </div>
          <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start, key }) => {
              const row = rows[index]!;
              const rowKey = keyOf(row);
              return (
                <div
                  key={key}
                  role="row"
                  aria-rowindex={index + 2}
                  aria-current={index === active ? 'true' : undefined}
                  className={classes(
                    'absolute inset-x-0 grid items-center border-b border-line',
                    index === active
                      ? 'bg-accent-tint'
                      : selected?.has(rowKey) === true
                        ? 'bg-hover'
                        : 'hover:bg-hover',
                  )}
                  style={{ ...grid, height: rowHeight, transform: `translateY(${start}px)` }}
                  onClick={() => setActive(index)}
                >
                  {onSelect !== undefined && (
                    <div role="cell" className="flex justify-center">
                      <Checkbox isSelected={selected?.has(rowKey) === true} onChange={() => toggle(rowKey)}>
                        <span className="sr-only">Choose {titleOf(row)}</span>
                      </Checkbox>
                    </div>
                  )}
                  {columns.map(({ id, cell, align }) => (
                    <div
                      key={id}
                      role="cell"
                      className={classes('min-w-0 truncate px-3', align === 'right' && 'text-right tabular-nums')}
                    >
                      {cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <div className="border-t border-line px-3 py-2 text-sm text-muted">{footer}</div>
    </div>
  );
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

function HeaderCell<Row>({ column: { header, sort: field, align }, sort, onSort }: HeaderCellProps<Row>) {
  const direction =
    field === undefined ? undefined : sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  const look = classes('px-3 py-2 text-xs font-semibold text-muted', align === 'right' && 'text-right');
  if (field === undefined) {
    return (
      <div role="columnheader" className={look}>
        {header}
      </div>
    );
  }
  return (
    <div role="columnheader" aria-sort={direction} className={look}>
      <button
        type="button"
        className="min-h-6 cursor-pointer hover:text-ink"
        onClick={() => onSort(nextSort(sort, field))}
      >
        {header}{' '}
        <span aria-hidden="true">{direction === 'ascending' ? '▲' : direction === 'descending' ? '▼' : '↕'}</span>
      </button>
    </div>
  );
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, [role="button"]') !== null;
}
