import { countText } from './count-text';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { Topic } from '../live/events';
import { useNews } from '../live/use-news';
import { Button } from '../ui/button';
import { EmptyState, ErrorState, Loading } from '../ui/states';
import { ColumnMenu } from './column-menu';
import { useColumns } from './columns';
import { csvOf, ExportMenu } from './export-menu';
import { FilterBar } from './filter-bar';
import { countOfFilters } from './filter-query';
import { ListTable, type ListTableProps } from './list-table';
import type { Column, ListQuery, ListScope } from './list-types';
import { useList, type ListSource } from './use-list';
import { ViewMenu } from './view-menu';

export interface DataListProps<Row> extends ListSource<Row>, Pick<ListTableProps<Row>, 'keyOf' | 'titleOf' | 'pathOf'> {
  /** What the rows are, for people: `certificates`. */
  readonly what: string;
  /** All columns, also those that are not shown at first. */
  readonly columns: readonly Column<Row>[];
  /** The list in the API, for its CSV: `/api/v1/certificates`. Without it and `csv` nothing is exported. */
  readonly path?: string;
  /** Where the list is no address: gives its CSV. */
  readonly csv?: (asked: ListQuery) => Promise<Blob>;
  /** Shown when there is not one row and no filter: says what to do first. */
  readonly empty: ReactNode;
  /** Topic of the live stream whose events say that there are new rows. */
  readonly topic?: Topic;
  /** Makes rows selectable; shown above them while some are chosen. */
  readonly bulk?: (chosen: readonly Row[], clear: () => void, scope: ListScope) => ReactNode;
  /** Beside the filters. */
  readonly tools?: ReactNode;
}

/** A list of the API with everything that lists have here: filters, order, pages, columns, views, export, keys, news. */
export function DataList<Row>(props: DataListProps<Row>) {
  const { id, what, columns: all, path, empty, topic, bulk, tools, filters, load, keyOf, titleOf, pathOf } = props;
  const csv = props.csv ?? (path === undefined ? undefined : csvOf(path));
  const list = useList(props);
  const { columns, ids, choose } = useColumns(id, all);
  const news = useNews(topic);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { query, rows, values, change } = list;
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isError } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isError]);
  // The API may answer with an empty page that has a next one: only at the end is it certain that nothing matches.
  const isLooking = query.isSuccess && rows.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLooking) onEnd();
  }, [isLooking, onEnd]);
  const show = () => {
    news.seen();
    void list.refresh();
  };
  const chosen = rows.filter((row) => selected.has(keyOf(row)));
  const clear = () => setSelected(new Set());
  const isFiltered = countOfFilters(filters, values) > 0;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <FilterBar filters={filters} values={values} onChange={change} />
        <div className="flex flex-wrap items-center gap-1">
          {tools}
          <ViewMenu
            id={id}
            values={values}
            columns={ids}
            onOpen={(view) => {
              if (view.columns.length > 0) choose(view.columns);
              change({ ...Object.fromEntries(Object.keys(values).map((name) => [name, undefined])), ...view.query });
            }}
          />
          <ColumnMenu all={all} ids={ids} onChoose={choose} />
          {csv !== undefined && <ExportMenu id={id} csv={csv} asked={list.asked} load={load} />}
          <Button kind="quiet" onPress={show} disabledReason={query.isFetching ? 'It is being read.' : undefined}>
            Refresh
          </Button>
        </div>
      </div>
      {news.count > 0 && (
        <div role="status">
          <Button kind="primary" onPress={show}>
            {news.count.toLocaleString('en')} {news.isNew ? 'new' : news.count === 1 ? 'change' : 'changes'}: show
          </Button>
        </div>
      )}
      {bulk !== undefined && chosen.length > 0 && (
        <div
          role="region"
          aria-label="Chosen rows"
          className="flex flex-wrap items-center gap-2 rounded-md border border-accent/40 bg-accent-tint px-3 py-2 text-sm"
        >
          <span className="font-medium">{chosen.length.toLocaleString('en')} chosen</span>
          {bulk(chosen, clear, { asked: list.asked, total: list.total, isFiltered })}
          <Button kind="quiet" onPress={clear}>
            Choose none
          </Button>
        </div>
      )}
      {query.isPending || isLooking ? (
        <Loading what={what} />
      ) : isError && rows.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        isFiltered ? (
          <NoMatch
            what={what}
            onClear={() => change(Object.fromEntries(filters.map(({ name }) => [name, undefined])))}
          />
        ) : (
          empty
        )
      ) : (
        <ListTable
          name={what}
          rows={rows}
          columns={columns}
          keyOf={keyOf}
          titleOf={titleOf}
          {...(pathOf === undefined ? {} : { pathOf })}
          sort={list.sort}
          onSort={(sort) => change({ sort })}
          onEnd={onEnd}
          {...(bulk === undefined ? {} : { selected, onSelect: setSelected })}
          footer={
            <span className="flex flex-wrap items-center gap-x-4" aria-live="polite">
              <span>{countText(rows.length, list.total, what)}</span>
              {query.isFetching && <span>Loading …</span>}
              {isError && (
                <span className="text-danger">
                  The next rows could not be read.{' '}
                  <Button kind="plain" onPress={() => void fetchNextPage()}>
                    Try again
                  </Button>
                </span>
              )}
            </span>
          }
        />
      )}
    </div>
  );
}

function NoMatch({ what, onClear }: { readonly what: string; readonly onClear: () => void }) {
  return (
    <EmptyState title={`No ${what} match`} actions={<Button onPress={onClear}>Clear the filters</Button>}>
      Nothing fits the filters. Take one away, or clear them all.
    </EmptyState>
  );
}
