import type { ZodType } from 'zod';
import type { Fault } from '../../domain/problem';
import { faultsOf, validationFailed } from './faults';
import type { RawRequest } from './object-names';
import { formatQuery, listOf, type ListFormat } from './csv-lists';
import type { Route } from './route';
import { z } from './schemas';

export interface ParsedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Of a list. */
  readonly format: ListFormat;
}

const nothing = z.strictObject({});

/**
 * Validates path, query and body of a route's requests; all faults are told together (422 `validation_failed`).
 * What a route does not declare must be empty: an unknown name is a fault, never ignored.
 */
export function createRequestParser(route: Route): (request: RawRequest) => ParsedRequest {
  const { params = nothing, query = nothing } = route;
  const hasRaw = route.rawBodies !== undefined;
  const isList = listOf(route) !== undefined;
  return ({ params: inPath, query: inQuery, body }) => {
    const faults: Fault[] = [];
    const read = (schema: ZodType, value: unknown, base: string): unknown => {
      // What was sent is told apart from what is missing, and near values from far ones; it is never repeated.
      const result = schema.safeParse(value, { reportInput: true });
      if (result.success) return result.data;
      faults.push(...faultsOf(result.error, base, schema));
      return undefined;
    };
    const { format, ...others } = inQuery;
    const parsed = {
      format: isList ? (read(formatQuery, format, '/query/format') as ListFormat) : undefined,
      params: read(params, inPath, '/path'),
      query: read(query, isList ? others : inQuery, '/query'),
      body: isAbsent(body) ? absentBody(route, hasRaw, read) : read(route.body ?? nothing, body, ''),
    };
    if (faults.length > 0) throw validationFailed(faults);
    return { ...parsed, body: route.body === undefined ? undefined : parsed.body };
  };
}

function isAbsent(body: unknown): boolean {
  return body === undefined;
}

/** Defaults of an optional body apply; a raw body stands on the request itself. */
function absentBody(
  route: Route,
  hasRaw: boolean,
  read: (schema: ZodType, value: unknown, base: string) => unknown,
): unknown {
  return route.body === undefined || hasRaw ? undefined : read(route.body, undefined, '');
}
