import type { Request } from 'express';
import type { Caller } from './route';

/** What the framework knows about a request; kept beside it so that nothing a client sends can reach it. */
export interface RequestState {
  readonly requestId: string;
  readonly startedAt: bigint;
  /** Path template once a route was found. */
  route: string;
  caller: Caller | undefined;
  /** The answer goes on until the caller hangs up: how long it took says nothing. */
  isLasting?: boolean;
}

const states = new WeakMap<object, RequestState>();

export function setState(req: Request, state: RequestState): void {
  states.set(req, state);
}

export function stateOf(req: Request): RequestState {
  const state = states.get(req);
  if (state === undefined) throw new Error('the request has not passed the entrance');
  return state;
}

export function callerOf(req: Request): Caller | undefined {
  return states.get(req)?.caller;
}
