import { rawRequest } from '../api/raw';
import { queryText } from '../api/query-text';
import { Menu } from '../ui/menu';
import { tell, tellError } from '../ui/toasts';
import type { ListPage, ListQuery } from './list-types';
import { saveFile } from './save-file';

export interface ExportMenuProps<Row> {
  readonly id: string;
  /** The list in the API, which gives CSV itself: `/api/v1/certificates`. */
  readonly path: string;
  readonly asked: ListQuery;
  readonly load: (query: ListQuery, signal: AbortSignal) => Promise<ListPage<Row>>;
}

/** Rows that JSON is made of at most; the API's own CSV has no such bound. */
const mostRows = 10_000;

/** The list with its filter and order as a file: CSV as the API writes it, or JSON. */
export function ExportMenu<Row>({ id, path, asked, load }: ExportMenuProps<Row>) {
  const csv = async () => {
    const answer = await rawRequest(`${path}?${queryText(asked)}`, { headers: { Accept: 'text/csv' } });
    saveFile(`${id}.csv`, await answer.blob());
  };
  const json = async () => {
    const rows: Row[] = [];
    const { signal } = new AbortController();
    let cursor: string | null = null;
    do {
      const page = await load({ ...asked, limit: 200, ...(cursor === null ? {} : { cursor }) }, signal);
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && rows.length < mostRows);
    saveFile(`${id}.json`, new Blob([JSON.stringify(rows, null, 2)], { type: 'application/json' }));
    if (cursor !== null) tell(`The file has the first ${rows.length.toLocaleString('en')} rows. CSV has all of them.`);
  };
  return (
    <Menu
      kind="quiet"
      label="Export"
      entries={[
        { id: 'csv', label: 'CSV', onAction: () => void csv().catch(tellError) },
        { id: 'json', label: 'JSON', onAction: () => void json().catch(tellError) },
      ]}
    />
  );
}
