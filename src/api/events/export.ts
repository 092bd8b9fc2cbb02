import { Readable } from 'node:stream';
import type { Position } from '../../store/database/keyset-scan';
import type { FiringFilter } from '../../store/firings/firing-filter';
import type { FiringRow } from '../../store/firings/history';
import { columnsOf, headerLine, rowLine } from '../http/csv';
import { csvType } from '../http/csv-lists';
import { defineRoute, type Route } from '../http/route';
import { wholeNumber, z } from '../http/schemas';
import { filterOf, refuseUnknownEvents, withRepeats, type EventHistoryRouteDeps } from './history-read';
import { firingFilters, firingRowView, refuseHalfObject } from './history-schemas';
import { createDetailReader } from './history-detail';
import { toFiringRow } from './history-view';

const exportQuery = z
  .strictObject({
    ...firingFilters,
    limit: wholeNumber(1, 1_000_000).optional().openapi({ description: 'At most so many firings; left out: all.' }),
    format: z.enum(['jsonl', 'csv']).optional().openapi({
      description:
        '`jsonl`: one firing with all its details on each line. `csv`: the rows of the list. Left out: what `Accept` asks for, else `jsonl`.',
    }),
  })
  .superRefine(refuseHalfObject);

const types = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8; header=present' } as const;
/** Full firings can be large: so many are held at a time, and the next are read when the caller has taken them. */
const pageSize = { jsonl: 50, csv: 200 } as const;

interface Wanted {
  readonly filter: FiringFilter;
  readonly direction: 1 | -1;
  readonly most: number;
}

/** The history, as far as the filters go, in one answer of any length. */
export function createExportRoute(deps: EventHistoryRouteDeps): Route {
  const columns = columnsOf(firingRowView);
  const details = createDetailReader(deps);

  async function* pages({ filter, direction, most }: Wanted, pageLimit: number): AsyncGenerator<readonly FiringRow[]> {
    let after: Position | undefined;
    let left = most;
    do {
      const page = await deps.history.list(filter, direction, after, Math.min(pageLimit, left), 'patient');
      if (page.items.length > 0) yield page.items;
      left -= page.items.length;
      after = page.next;
    } while (after !== undefined && left > 0);
  }

  async function* lines(wanted: Wanted, format: 'jsonl' | 'csv'): AsyncGenerator<string> {
    if (format === 'csv') yield headerLine(columns);
    for await (const rows of pages(wanted, pageSize[format])) {
      if (format === 'csv') {
        const shown = (await withRepeats(rows, deps)).map(toFiringRow);
        yield shown.map((row) => rowLine(columns, row)).join('');
      } else {
        const full = await details(rows.map(({ firingId }) => firingId));
        yield full.map((firing) => `${JSON.stringify(firing)}\n`).join('');
      }
    }
  }

  return defineRoute({
    method: 'get',
    path: '/event-history/export',
    operationId: 'exportFirings',
    tag: 'Event history',
    summary: 'Export firings as JSON Lines or CSV',
    description:
      'All firings that match the filters of the list, streamed as fast as the caller takes them. It shows nothing that the firing itself would not show. In CSV, cells that a spreadsheet would take for a formula begin with an apostrophe.',
    permission: 'event-history:export',
    budget: 'search',
    query: exportQuery,
    responses: {
      200: {
        description: 'The firings',
        raw: {
          'application/x-ndjson': { kind: 'text', description: 'One firing on each line, as `GET` of it shows it' },
          'text/csv': { kind: 'text', description: 'The rows of the list (RFC 4180)' },
        },
      },
    },
    async handle({ query, req }) {
      await refuseUnknownEvents(query.event ?? [], '/query/event/', deps);
      const filter = await filterOf(query, deps);
      const direction = query.sort === '-occurredAt' ? -1 : 1;
      const format = query.format ?? (req.accepts([types.jsonl, csvType]) === csvType ? 'csv' : 'jsonl');
      const most = query.limit ?? Number.POSITIVE_INFINITY;
      return {
        status: 200,
        raw: Readable.from(lines({ filter, direction, most }, format), { objectMode: true }),
        headers: {
          'Content-Type': types[format],
          'Content-Disposition': `attachment; filename="event-history.${format}"`,
          Vary: 'Accept',
        },
      };
    },
  });
}
