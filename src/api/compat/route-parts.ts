import { createInnerCalls, type InnerCallDeps, type InnerCalls, type Operation } from '../http/inner-calls';
import type { ObjectNames } from '../http/object-names';
import type { RequestContext } from '../http/route';

/** The routes of our API, which do the work. */
export interface OurRoutes extends InnerCallDeps {
  readonly names: ObjectNames;
}

export const compatTag = 'Keyfactor Command';

/** Against forged requests: what changes something is refused without it. */
export const requestedWith = 'X-Keyfactor-Requested-With';
export const requestedWithHeader = {
  [requestedWith]: { description: 'Any value: without the header a change is refused.', example: 'APIClient' },
} as const;
export const formatHeader = 'X-CertificateFormat';

/** Calls of our API for the caller of a request, with the same permissions, checks and audit rows. */
export function innerCalls<P, Q, B>(routes: OurRoutes, context: RequestContext<P, Q, B>): InnerCalls {
  return createInnerCalls(routes, routes.names, context);
}

/** Refuses, with a row in the audit log, whoever may not call an operation: before anything is looked up for them. */
export async function authoriseCall(calls: InnerCalls, operation: Operation): Promise<void> {
  if (!calls.mayCall(operation)) await calls.call(operation, {});
}
