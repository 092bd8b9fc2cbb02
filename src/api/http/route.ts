import type { Request, Response } from 'express';
import type { Readable } from 'node:stream';
import type { ZodType, z } from 'zod';
import type { Actor } from '../../domain/identity/actor';
import type { Permission } from '../../domain/identity/permissions';
import type { AuditNote, AuditResource } from '../../domain/identity/audit';
import type { AuditOperation } from '../../domain/identity/audit-operations';
import type { SeenRevision } from '../../domain/revision';
import type { CursorCodec } from './cursors';
import type { Upcoming } from './upcoming';

/** Who is calling, as authentication found it. */
export interface Caller {
  readonly actor: Actor & { readonly uuid: string };
  readonly permissions: ReadonlySet<Permission>;
  /** `none`: the caller is `nobody`. `signedLink`: who came by a personal link, which opens no route. */
  readonly authMethod: 'apiKey' | 'session' | 'signedLink' | 'none';
  /** The API key in use. Absent with a session, and in tests that make callers by hand. */
  readonly apiKeyUuid?: string;
  /** The session of the browser that calls. */
  readonly session?: { readonly uuid: string };
  /** When the key ends by itself; absent where it does not. */
  readonly validUntil?: Date;
}

/** The caller of routes that anyone may call. */
export const nobody: Caller = {
  actor: { type: 'user', uuid: '', name: 'anonymous' },
  permissions: new Set(),
  authMethod: 'none',
};

export interface RequestContext<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly requestId: string;
  /** Revision out of `If-Match`; 0 when the route asks for none or the request has none. */
  readonly ifMatch: SeenRevision;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
  readonly req: Request;
  /** `<METHOD> <path template>`: what cursors are bound to, beside filter and sort. */
  readonly operation: string;
  /** Used by `readCursor` and `pageReply` of paging.ts; handlers do not call it. */
  readonly cursors: CursorCodec;
  /** Adds to the outcome row of the audit log; later calls win member by member. Without effect on routes that are not audited. */
  readonly note: (note: AuditNote) => void;
  /** Of a check within an import: what else will be there by the time of the write. */
  readonly upcoming?: Upcoming;
}

export interface Reply {
  readonly status: number;
  /** Sent as JSON; dates become RFC 3339. */
  readonly body?: unknown;
  /** Sent as it is, with the content type of `headers`. */
  readonly raw?: Buffer | string | Readable;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Writes what comes after the headers, for as long as the caller stays; it ends the answer itself. */
  readonly lasting?: (res: Response) => void;
  /** Header fields that are known only once all of a raw stream was sent. */
  readonly trailers?: { readonly names: readonly string[]; readonly fields: () => Readonly<Record<string, string>> };
  /** Becomes the strong ETag `"<revision>"`. */
  readonly revision?: number;
}

export interface ResponseSpec {
  readonly description: string;
  readonly schema?: ZodType;
  /** Answers that are not JSON, by media type; several when `Accept` decides. */
  readonly raw?: Readonly<Record<string, RawContent>>;
  /** The answer has the `ETag` of a revision. */
  readonly etag?: true;
  /** The answer has a `Location`. */
  readonly location?: true;
}

/** Content that is not JSON. */
export interface RawContent {
  /** `yaml` is described as any value: programs that check answers read it, and get a value of each document. */
  readonly kind: 'text' | 'binary' | 'yaml';
  readonly description: string;
  /** What one piece of it says, where it is made of pieces that are alike: events of a stream. */
  readonly schema?: ZodType;
}

export interface RequestHeader {
  readonly description: string;
  readonly example: string;
}

type Output<S> = S extends ZodType ? z.output<S> : undefined;

export interface RouteSpec<
  P extends ZodType | undefined,
  Q extends ZodType | undefined,
  B extends ZodType | undefined,
  C = unknown,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** OpenAPI form below `/api/v1`: `/groups/{uuid}`. */
  readonly path: string;
  /** Stable, unique: `listGroups`, `getGroup`, `createGroup`, `updateGroup`, `deleteGroup`; other verbs for real actions. */
  readonly operationId: string;
  readonly tag: string;
  /** Imperative, without a full stop: `Create a group`. */
  readonly summary: string;
  readonly description?: string;
  /**
   * `authenticated`: any caller; the handler narrows further. `anyone`: also who is not known, and the caller is then
   * `nobody`, whatever the request comes with.
   */
  readonly permission: Permission | 'authenticated' | 'anyone';
  /** Strict zod objects: unknown keys are faults. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Raw bodies accepted besides JSON, by media type. The body is then a Buffer on `req.body`. */
  readonly rawBodies?: Readonly<Record<string, RawContent>>;
  /** Other media types under which such a body is taken, for clients that know no better. Not described. */
  readonly otherRawTypes?: readonly string[];
  /** Takes files of forms (`multipart/form-data`, field `file`), too. They are then a list of FormFile on `req.body`. */
  readonly files?: true;
  /** Request headers that the handler reads from `req`, by name: for the description only. */
  readonly requestHeaders?: Readonly<Record<string, RequestHeader>>;
  /**
   * The route changes a revisioned object: 428 without `If-Match`, 412 when stale. `whenPresent`: the handler asks for it
   * only when there is an object to change.
   */
  readonly ifMatch?: boolean | 'whenPresent';
  /**
   * Of a `PUT`: what a patch starts from, made from the answer of `GET`, where the body is written in another form than it
   * is shown. Members that the body does not know are left out in any case.
   */
  readonly patchedFrom?: (view: unknown) => unknown;
  /** What stands in the audit log for a changing route; reads are not audited. */
  readonly audit?: { readonly operation: AuditOperation; readonly resource: AuditResource } | 'own';
  /** JSON bodies up to the base64 of the body limit are read; without it 1 MiB. Implied by `rawBodies`. */
  readonly largeBody?: boolean;
  /** Which rate budget counts, if any. */
  readonly budget?: 'upload' | 'search' | 'testSend';
  /** What it shows may not be there though no id names it: 404 without parameters in the path. */
  readonly mayBeMissing?: boolean;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /**
   * Everything that may refuse a change, without changing anything: for whoever wants to know and not yet to write. What
   * it finds, the handler is given; it runs before every handling.
   */
  check?(context: RequestContext<Output<P>, Output<Q>, Output<B>>): Promise<C>;
  handle(context: RequestContext<Output<P>, Output<Q>, Output<B>>, checked: C): Promise<Reply>;
}

/** Whether a caller has the permission that a route asks for. */
export function mayCall(
  { permission }: Pick<Route, 'permission'>,
  { permissions }: Pick<Caller, 'permissions'>,
): boolean {
  return permission === 'authenticated' || permission === 'anyone' || permissions.has(permission);
}

/** Its handler checks first. */
export type Route = Omit<
  RouteSpec<ZodType | undefined, ZodType | undefined, ZodType | undefined>,
  'check' | 'handle'
> & {
  check?(context: RequestContext<unknown, unknown, unknown>): Promise<unknown>;
  handle(context: RequestContext<unknown, unknown, unknown>): Promise<Reply>;
};

/** Keeps the schemas' types for the handler and forgets them for the list. */
export function defineRoute<
  P extends ZodType | undefined = undefined,
  Q extends ZodType | undefined = undefined,
  B extends ZodType | undefined = undefined,
  C = undefined,
>(spec: RouteSpec<P, Q, B, C>): Route {
  const { check } = spec;
  type Own = RequestContext<Output<P>, Output<Q>, Output<B>>;
  return {
    ...spec,
    handle: async (context) => spec.handle(context as Own, (await check?.(context as Own)) as C),
  };
}
