import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import { CertloomError } from '../../domain/problem';
import type { Audit } from './audit';
import { presentedSomething, type Authenticate } from './auth';
import { type Budgets, addressKey, createSignInLimiter } from './rate-limits';
import { stateOf } from './request-state';
import type { Caller } from './route';
import { run } from './run-middleware';

/** A key that opened nothing. */
const operation = { operation: 'api-keys.authenticate', resource: 'apiKeys' } as const;

export interface SignInDeps {
  readonly authenticate: Authenticate;
  readonly audit: Pick<Audit, 'refusal'>;
  readonly budgets: Pick<Budgets, 'signIn'>;
}

/**
 * Who is calling, by the key in `presented`: the headers of the request unless others are given. Throws
 * `unauthenticated`, and `rate_limited` after too many such attempts from one address.
 */
export type SignIn = (req: Request, res: Response, presented?: IncomingHttpHeaders) => Promise<Caller>;

/**
 * Failed attempts count against the address; an address with too many of them may not try guessable keys any more. What
 * needs a slow comparison counts before it begins, however many come at once.
 */
export function createSignIn({ authenticate, audit, budgets }: SignInDeps): SignIn {
  const right = new WeakSet<Response>();
  const limiter = createSignInLimiter(budgets.signIn, (res) => right.has(res));
  return async (req, res, presented = req.headers) => {
    let counted: Promise<void> | undefined;
    const count = () => (counted ??= limiter === undefined ? Promise.resolve() : run(limiter, req, res));
    const mayGuess = () =>
      count().then(
        () => true,
        () => false,
      );
    try {
      const caller = await authenticate({ headers: presented }, { mayGuess });
      right.add(res);
      return caller;
    } catch (error) {
      if (error instanceof CertloomError && presentedSomething(error)) {
        const of = { req, caller: undefined, requestId: stateOf(req).requestId };
        // Nothing was done that would need the row; a log that cannot be written is told by its own message.
        void audit.refusal(of, operation, { kind: addressKey(req), message: error.code }).catch(() => undefined);
      }
      // Throws when there were too many, also of what was counted before.
      if (error instanceof CertloomError && error.code === 'unauthenticated') await count();
      throw error;
    }
  };
}
