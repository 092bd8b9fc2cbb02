import { rawRequest } from '../api/raw';
import { queryText } from '../api/query-text';
import { Menu } from '../ui/menu';
import { tell, tellError } from '../ui/toasts';
import type { ListPage, ListQuery } from './list-types';
import { saveFile } from './save-file';

export interface ExportMenuProps<Row> {
  readonly id: string;
  /** The list as CSV, as the API writes it. */
  readonly csv: (asked: ListQuery) => Promise<Blob>;
  readonly asked: ListQuery;
  readonly load: (query: ListQuery, signal: AbortSignal) => Promise<ListPage<Row>>;
}

const wantsCsv = { Accept: 'text/csv' };

/** The CSV of a list that is asked for by its address: `/api/v1/certificates`. */
export function csvOf(path: string) {
  return async (asked: ListQuery): Promise<Blob> =>
    (await rawRequest(`${path}?${queryText(asked)}`, { headers: wantsCsv })).blob();
}

/** The CSV of a list that is asked for by what is sent to it. */
export async function csvOfSearch(path: string, body: unknown): Promise<Blob> {
  const headers = { ...wantsCsv, 'Content-Type': 'application/json' };
  return (await rawRequest(path, { method: 'POST', body: JSON.stringify(body), headers })).blob();
}

/** Rows that JSON is made of at most; the API's own CSV has no such bound. */
const mostRows = 10_000;

/** The list with its filter and order as a file: CSV as the API writes it, or JSON. */
export function ExportMenu<Row>({ id, csv, asked, load }: ExportMenuProps<Row>) {
  const saveCsv = async () => saveFile(`${id}.csv`, await csv(asked));
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
        { id: 'csv', label: 'CSV', onAction: () => void saveCsv().catch(tellError) },
        { id: 'json', label: 'JSON', onAction: () => void json().catch(tellError) },
      ]}
    />
  );
}
