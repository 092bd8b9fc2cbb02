import { isCertloomError, validationFailed, type Fault } from '../../domain/problem';
import type { SeenRevision } from '../../domain/revision';
import type { Audit } from './audit';
import { auditing } from './audited-call';
import { handlerForAnyRevision } from './any-revision';
import { readerOf } from './mount';
import { createNameReader, type ObjectNames } from './object-names';
import { etagOf } from './preconditions';
import { createRequestParser, type ParsedRequest } from './request-parser';
import type { Reply, RequestContext, Route } from './route';

/** `<method> <path>` of a route: `put /groups/{uuid}`. */
export type Operation = `${Route['method']} /${string}`;

export interface InnerRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly ifMatch?: SeenRevision;
}

/** Routes called from within the request of another one, for its caller: same permissions, checks and audit rows. */
export interface InnerCalls {
  readonly caller: RequestContext<unknown, unknown, unknown>['caller'];
  readonly route: (operation: Operation) => Route;
  /** Names read and everything validated, as before a handler runs. Throws as that does. */
  read(operation: Operation, request: InnerRequest): Promise<ParsedRequest>;
  call(operation: Operation, request: InnerRequest): Promise<Reply>;
}

export interface InnerCallDeps {
  readonly routes: readonly Route[];
  /** What stands before the paths in cursors: `/api/v1`. */
  readonly prefix: string;
  readonly audit: Audit;
}

/** @param names may know more than the database, such as what is about to be created */
export function createInnerCalls(
  { routes, prefix, audit }: InnerCallDeps,
  names: ObjectNames,
  outer: RequestContext<unknown, unknown, unknown>,
): InnerCalls {
  const { caller, requestId, cursors, req, signal } = outer;
  const made = new Map<Operation, ReturnType<typeof toolsOf>>();

  function toolsOf(operation: Operation) {
    const route = routes.find(({ method, path }) => `${method} ${path}` === operation);
    if (route === undefined) throw new Error(`there is no route ${operation}`);
    return {
      route,
      readNames: createNameReader(route, names),
      parse: createRequestParser(route),
      call: auditing({ ...route, handle: handlerForAnyRevision(route) }, audit, readerOf(route, routes)),
    };
  }

  function of(operation: Operation) {
    const tools = made.get(operation) ?? toolsOf(operation);
    made.set(operation, tools);
    return tools;
  }

  async function read(operation: Operation, { params = {}, query = {}, body }: InnerRequest): Promise<ParsedRequest> {
    const { readNames, parse } = of(operation);
    const raw = { params, query, body };
    try {
      return parse(await readNames(raw, caller.permissions));
    } catch (error) {
      throw withFaultsOf(error, () => parse(raw));
    }
  }

  return {
    caller,
    route: (operation) => of(operation).route,
    read,

    async call(operation, request) {
      const { route, call } = of(operation);
      const audited = { req: requestWith(req, request.ifMatch), caller, requestId };
      await call.authorise(audited);
      const { params, query, body } = await read(operation, request);
      return call.handle(audited, {
        ...{ params, query, body, caller, requestId, cursors, signal, req: audited.req },
        ifMatch: request.ifMatch ?? 0,
        operation: `${route.method.toUpperCase()} ${prefix}${route.path}`,
      });
    },
  };
}

/** Names that mean nothing keep a request from being checked; what else is wrong with it is told with them. */
function withFaultsOf(error: unknown, check: () => unknown): unknown {
  const faults = faultsIn(error);
  if (faults === undefined) return error;
  try {
    check();
    return error;
  } catch (other) {
    const known = new Set(faults.map(({ pointer }) => pointer));
    return validationFailed([...faults, ...(faultsIn(other) ?? []).filter(({ pointer }) => !known.has(pointer))]);
  }
}

function faultsIn(error: unknown): readonly Fault[] | undefined {
  return isCertloomError(error) && error.code === 'validation_failed' ? error.more.errors : undefined;
}

/** The request of the outer call with the `If-Match` of the inner one: some handlers ask for it themselves. */
function requestWith(req: RequestContext<unknown, unknown, unknown>['req'], ifMatch: SeenRevision | undefined) {
  const header = ifMatch === undefined ? undefined : ifMatch === 'any' ? '*' : etagOf(ifMatch);
  const get = (name: string) => (name.toLowerCase() === 'if-match' ? header : req.get(name));
  return Object.create(req, { get: { value: get } }) as typeof req;
}
