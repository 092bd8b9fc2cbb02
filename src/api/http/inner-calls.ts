import type { AuditNote, AuditObject } from '../../domain/identity/audit';
import type { SeenRevision } from '../../domain/revision';
import type { Audit } from './audit';
import { auditing, carryOut } from './audited-call';
import { handlerForAnyRevision } from './any-revision';
import { readerOf } from './mount';
import type { ObjectNames } from './object-names';
import { etagOf } from './preconditions';
import type { ParsedRequest } from './request-parser';
import { createRequestReader } from './request-reader';
import { mayCall, type Reply, type RequestContext, type Route } from './route';
import type { Upcoming } from './upcoming';

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
  /** Whether the caller has the permission of a route. */
  mayCall(operation: Operation): boolean;
  /** Names read and everything validated, as before a handler runs. Throws as that does. */
  read(operation: Operation, request: InnerRequest): Promise<ParsedRequest>;
  call(operation: Operation, request: InnerRequest): Promise<Reply>;
  /**
   * Work that is no call, on the object of a route, between audit rows like those of that route.
   * @param change what the second row tells beside its result; plain JSON without secrets
   */
  record(operation: Operation, object: AuditObject, change: AuditNote, work: () => Promise<void>): Promise<void>;
  /** What a call would check before it changes something, without an audit row; throws as it does. */
  check(operation: Operation, request: InnerRequest, upcoming: Upcoming): Promise<unknown>;
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
      read: createRequestReader(route, names),
      call: auditing({ ...route, handle: handlerForAnyRevision(route) }, audit, readerOf(route, routes)),
    };
  }

  function of(operation: Operation) {
    const tools = made.get(operation) ?? toolsOf(operation);
    made.set(operation, tools);
    return tools;
  }

  async function read(operation: Operation, { params = {}, query = {}, body }: InnerRequest): Promise<ParsedRequest> {
    return of(operation).read({ params, query, body }, caller.permissions);
  }

  return {
    caller,
    route: (operation) => of(operation).route,
    mayCall(operation) {
      return mayCall(of(operation).route, caller);
    },
    read,

    async call(operation, request) {
      const { call } = of(operation);
      const audited = { req: requestWith(req, request.ifMatch), caller, requestId };
      await call.authorise(audited);
      return call.handle(audited, await contextOf(operation, request));
    },

    async record(operation, object, change, work) {
      const audited = of(operation).route.audit;
      if (typeof audited !== 'object') return work();
      await carryOut(audit, { req, caller, requestId }, audited, { objects: [object] }, async (note) => {
        await work();
        note(change);
        return { status: 200, body: {} };
      });
    },

    async check(operation, request, upcoming) {
      const context = await contextOf(operation, request);
      return of(operation).route.check?.({ ...context, upcoming, note: () => undefined });
    },
  };

  async function contextOf(operation: Operation, request: InnerRequest) {
    const { route } = of(operation);
    const { params, query, body } = await read(operation, request);
    return {
      ...{ params, query, body, caller, requestId, cursors, signal, req: requestWith(req, request.ifMatch) },
      ifMatch: request.ifMatch ?? 0,
      operation: `${route.method.toUpperCase()} ${prefix}${route.path}`,
    };
  }
}

/** The request of the outer call with the `If-Match` of the inner one: some handlers ask for it themselves. */
function requestWith(req: RequestContext<unknown, unknown, unknown>['req'], ifMatch: SeenRevision | undefined) {
  const header = ifMatch === undefined ? undefined : ifMatch === 'any' ? '*' : etagOf(ifMatch);
  const get = (name: string) => (name.toLowerCase() === 'if-match' ? header : req.get(name));
  return Object.create(req, { get: { value: get } }) as typeof req;
}
