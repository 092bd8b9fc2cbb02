import type { Request } from 'express';
import { Readable } from 'node:stream';
import type { ZodType } from 'zod';
import { columnsOf, headerLine, rowLine, type Column } from './csv';
import { csvWarningsNote, warningCountHeader, warningFields, warningsHeader } from './csv-warnings';
import type { Reply, Route } from './route';
import { z } from './schemas';

/** CSV of every list that there is: the list itself, read page by page, with other clothes on. */

export const csvType = 'text/csv';
/**
 * How the description tells of it. Not as another media type of the answer: the types of generated clients would have two
 * answers then, and callers of JSON would need casts.
 */
const csvNote =
  'All rows from the cursor on as CSV (RFC 4180): send `Accept: text/csv`, or `format=csv` in the query. Columns are the members of a row. Cells that a spreadsheet would take for a formula begin with an apostrophe.';
export const csvNoteOf = ({ hasWarnings }: List) => (hasWarnings ? `${csvNote} ${csvWarningsNote}` : csvNote);
export const csvExtension = { 'x-csv': { accept: csvType, query: 'format=csv' } };
export const formatQuery = z.enum(['json', 'csv']).optional();
export type ListFormat = z.output<typeof formatQuery>;

/** As many rows as every list gives at once. */
const pageSize = 200;

export interface List {
  readonly columns: readonly Column[];
  /** Where a request says which page it wants; absent when there is one only. */
  readonly position?: 'query' | 'body';
  /** Pages say beside their rows what should be known about them. */
  readonly hasWarnings: boolean;
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | null;
  readonly warnings?: readonly unknown[];
}

/** What a page is asked with. */
export interface PageRequest {
  readonly query: unknown;
  readonly body: unknown;
}

/** The list that a route answers with; undefined when it is none. */
export function listOf({ method, query, body, responses }: Route): List | undefined {
  const position = hasCursor(query) ? 'query' : hasCursor(body) ? 'body' : undefined;
  if (method !== 'get' && position === undefined) return undefined;
  const { items, ...beside } = shapeOf(responses[200]?.schema);
  if (!(items instanceof z.ZodArray)) return undefined;
  const columns = columnsOf(items.element as ZodType);
  return { columns, hasWarnings: 'warnings' in beside, ...(position === undefined ? {} : { position }) };
}

/** `format` wins over `Accept`; JSON wins where both are welcome. */
export function wantsCsv(req: Request, format: ListFormat): boolean {
  if (format !== undefined) return format === 'csv';
  return req.accepts(['application/json', csvType]) === csvType;
}

/**
 * The list as CSV. The first page is read before anything is sent, so that refusals are refusals; later pages follow as
 * fast as the caller takes them.
 * @param name of the file, without extension
 */
export async function csvReply(
  { columns, position, hasWarnings }: List,
  request: PageRequest,
  name: string,
  read: (request: PageRequest) => Promise<Reply>,
): Promise<Reply> {
  const first = await read(pageOf(request, position, undefined));
  if (first.status !== 200) return first;
  const later: unknown[] = [];
  async function* lines(): AsyncGenerator<string> {
    yield headerLine(columns);
    for (let reply = first; ;) {
      const { items, nextCursor, warnings = [] } = reply.body as Page;
      if (reply !== first) later.push(...warnings);
      yield items.map((row) => rowLine(columns, row)).join('');
      if (position === undefined || nextCursor === undefined || nextCursor === null) return;
      reply = await read(pageOf(request, position, nextCursor));
    }
  }
  return {
    status: 200,
    raw: Readable.from(lines()),
    headers: {
      'Content-Type': `${csvType}; charset=utf-8; header=present`,
      'Content-Disposition': `attachment; filename="${name}.csv"`,
      ...warningFields((first.body as Page).warnings ?? []),
    },
    ...(hasWarnings
      ? { trailers: { names: [warningsHeader, warningCountHeader], fields: () => warningFields(later) } }
      : {}),
  };
}

/** The last word of a path that stands for no id: `event-history`. */
export function listName(path: string): string {
  return path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? 'list';
}

function pageOf({ query, body }: PageRequest, position: List['position'], cursor: string | undefined): PageRequest {
  if (position === undefined) return { query, body };
  const turned = (part: unknown) => ({
    ...(part as object),
    limit: pageSize,
    count: false,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return position === 'query' ? { query: turned(query), body } : { query, body: turned(body) };
}

function hasCursor(schema: ZodType | undefined): boolean {
  return 'cursor' in shapeOf(schema);
}

function shapeOf(schema: ZodType | undefined): Readonly<Record<string, ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}
