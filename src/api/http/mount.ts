import { Router, type Request, type RequestHandler, type Response } from 'express';
import { groupBy } from '../../domain/values/group-by';
import { handlerForAnyRevision } from './any-revision';
import type { Audit } from './audit';
import { auditing } from './audited-call';
import { createBodyReader } from './bodies';
import { csvReply, listName, listOf, wantsCsv, type PageRequest } from './csv-lists';
import { createGate, readGate, type Gate } from './gate';
import { refuseMethod } from './methods';
import { createNameWriter, type ObjectNames } from './object-names';
import { readIfMatch } from './preconditions';
import type { CursorCodec } from './cursors';
import { type Budgets, createLimiter } from './rate-limits';
import { checkReply } from './reply-check';
import { sendReply } from './replies';
import { storageFull } from './request-failures';
import { createRequestReader } from './request-reader';
import { stateOf } from './request-state';
import { nobody, type Route } from './route';
import { run } from './run-middleware';
import type { SignIn } from './sign-in';

export interface MountDeps {
  /** One for all that a process serves: it counts wrong keys. */
  readonly signIn: SignIn;
  readonly audit: Audit;
  readonly cursors: CursorCodec;
  readonly budgets: Omit<Budgets, 'signIn'>;
  /** Names beside uuids and in their place; without it there are uuids only. */
  readonly names?: ObjectNames;
  /** Bytes of an upload: raw as they are, JSON as base64. */
  readonly bodyLimitBytes: number;
  /** False while the disk has no room: what would change something is refused then. Absent: there is always room. */
  readonly hasRoom?: () => boolean;
  /** Compares each reply with the documented responses and fails on a difference. For tests; costs time. */
  readonly validateReplies?: boolean;
  /** Those of another router, where requests of one caller count together. */
  readonly limiters?: Limiters;
}

export type Limiters = Readonly<Record<Exclude<keyof Budgets, 'signIn'>, RequestHandler | undefined>>;

export function createLimiters(budgets: MountDeps['budgets']): Limiters {
  return {
    upload: createLimiter('upload', budgets.upload),
    search: createLimiter('search', budgets.search),
    testSend: createLimiter('testSend', budgets.testSend),
  };
}

/** What all routes of a router share. */
interface Frame extends Omit<MountDeps, 'limiters'> {
  readonly prefix: string;
  readonly limiters: Limiters;
  readonly gate: Gate;
}

/**
 * A router that serves `routes`, each in this order: authentication, rate, permission, disk, `If-Match`, body, validation,
 * audit row, handler, audit row, answer. Literal paths win over templates; other methods on a known path are 405.
 * Throws at the start when two routes share a path and method or an `operationId`.
 * @param prefix what stands before the paths in metrics and cursors: `/api/v1`
 */
export function mountRoutes(routes: readonly Route[], prefix: string, deps: MountDeps): Router {
  refuseClashes(routes);
  const router = Router({ caseSensitive: true, strict: true });
  const frame: Frame = {
    ...deps,
    prefix,
    limiters: deps.limiters ?? createLimiters(deps.budgets),
    gate: createGate(readGate),
  };
  for (const [path, group] of byPath(routes)) {
    const entry = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const route of group) entry[route.method](createHandler(route, readerOf(route, routes), frame));
    entry.all(methodNotAllowed(allowedMethods(group), prefix + path));
  }
  return router;
}

/** What shows the object of a route: GET on its path, or on the part of it that ends with the id of the object. */
export function readerOf({ path }: Route, routes: readonly Route[]): Route | undefined {
  const ofPath = (wanted: string) => routes.find((route) => route.method === 'get' && route.path === wanted);
  return ofPath(path) ?? ofPath(path.slice(0, path.lastIndexOf('}') + 1));
}

/** @param reader what shows the object that the route changes */
function createHandler(route: Route, reader: Route | undefined, frame: Frame): RequestHandler {
  const { prefix, limiters, signIn, gate, ...deps } = frame;
  const template = prefix + route.path;
  const operation = `${route.method.toUpperCase()} ${template}`;
  const readBody = createBodyReader(route, deps.bodyLimitBytes);
  const read = createRequestReader(route, deps.names);
  const limiter = route.budget === undefined ? undefined : limiters[route.budget];
  const inTurn: Gate = route.budget === 'search' ? gate : (work) => work();
  const list = listOf(route);
  const writeNames = nameWritersOf(route, deps);
  const call = auditing({ ...route, handle: handlerForAnyRevision(route) }, deps.audit, reader);

  return async (req, res) => {
    const state = stateOf(req);
    state.route = template;
    const caller = route.permission === 'anyone' ? nobody : await signIn(req, res);
    state.caller = caller === nobody ? undefined : caller;
    if (limiter !== undefined) await run(limiter, req, res);
    const audited = { req, caller: state.caller, requestId: state.requestId };
    await call.authorise({ ...audited, caller });
    if (route.audit !== undefined && deps.hasRoom?.() === false) throw storageFull();
    const ifMatch = route.ifMatch === true || offersIfMatch(route, req) ? readIfMatch(req) : 0;
    const raw = { params: req.params, query: req.query, body: await readBody(req, res) };
    const { params, query, body, format } = await read(raw, caller.permissions);
    let pages = 0;
    const answer = async (page: PageRequest) => {
      const context = {
        params,
        ...page,
        caller,
        ifMatch,
        operation,
        requestId: state.requestId,
        cursors: deps.cursors,
        req,
        get signal() {
          return hangUpSignal(res);
        },
      };
      // What has begun to be sent is not broken off because others ask too.
      const reply = await inTurn(() => call.handle(audited, context), { mustWait: pages++ > 0 });
      const write = writeNames.get(reply.status);
      return write === undefined ? reply : { ...reply, body: await write(reply.body, caller.permissions) };
    };
    const asked = { query, body };
    if (list !== undefined) res.vary('Accept');
    const reply =
      list !== undefined && wantsCsv(req, format)
        ? await csvReply(list, asked, listName(route.path), answer)
        : await answer(asked);
    if (deps.validateReplies === true) checkReply(route, reply);
    await sendReply(res, reply);
  };
}

/** By status: what adds names to the answer; statuses whose answers have none are left out. */
function nameWritersOf({ responses }: Route, { names }: Pick<MountDeps, 'names'>) {
  const writers = Object.entries(responses).flatMap(([status, { schema }]) => {
    const write = names === undefined ? undefined : createNameWriter(schema, names);
    return write === undefined ? [] : [[Number(status), write] as const];
  });
  return new Map(writers);
}

/** Where only an object that is there asks for it, the handler says what is missing. */
function offersIfMatch({ ifMatch }: Route, req: Request): boolean {
  return ifMatch === 'whenPresent' && req.get('if-match') !== undefined;
}

/** Aborted when the caller hangs up before the answer is complete. Made only for handlers that ask. */
function hangUpSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  if (res.destroyed) controller.abort();
  else res.once('close', () => void (res.writableFinished || controller.abort()));
  return controller.signal;
}

function methodNotAllowed(allow: string, template: string): RequestHandler {
  return (req, res) => {
    stateOf(req).route = template;
    refuseMethod(res, allow);
  };
}

function allowedMethods(group: readonly Route[]): string {
  const methods = group.map(({ method }) => method.toUpperCase());
  return (methods.includes('GET') ? [...methods, 'HEAD'] : methods).sort().join(', ');
}

/** Paths with their routes, literal segments before templates, so that `/discoveries/kinds` is not taken for a uuid. */
function byPath(routes: readonly Route[]): [string, Route[]][] {
  const groups = groupBy(routes, ({ path }) => path);
  const rank = (path: string) => path.split('/').map((segment) => (segment.startsWith('{') ? '1' : `0${segment}`));
  return [...groups].sort(([a], [b]) => compareSegments(rank(a), rank(b)));
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((segment, at) => segment !== b[at]);
  if (index === -1) return a.length - b.length;
  const left = a[index] ?? '';
  const right = b[index] ?? '';
  return left < right ? -1 : 1;
}

function refuseClashes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { method, path, operationId } of routes) {
    for (const key of [`${method} ${path.replace(/\{\w+\}/g, '{}')}`, operationId]) {
      if (seen.has(key)) throw new Error(`two routes share ${key}`);
      seen.add(key);
    }
  }
}
