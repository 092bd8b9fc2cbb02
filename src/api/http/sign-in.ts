import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { CertloomError } from '../../domain/problem';
import type { Audit } from './audit';
import { presentedSomething, type Authenticate } from './auth';
import { type Budgets, addressKey, createLimiter } from './rate-limits';
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

/** Failed attempts count against the address; an address with too many of them may not try guessable keys any more. */
export function createSignIn({ authenticate, audit, budgets }: SignInDeps): SignIn {
  const limiter = createLimiter('signIn', budgets.signIn);
  const attempts = limiter as (RequestHandler & { getKey(key: string): unknown }) | undefined;
  return async (req, res, presented = req.headers) => {
    const mayGuess = async () => {
      const known = (await attempts?.getKey(addressKey(req))) as { totalHits: number } | undefined;
      return known === undefined || known.totalHits < budgets.signIn;
    };
    try {
      return await authenticate({ headers: presented }, { mayGuess });
    } catch (error) {
      if (error instanceof CertloomError && presentedSomething(error)) {
        const of = { req, caller: undefined, requestId: stateOf(req).requestId };
        // Nothing was done that would need the row; a log that cannot be written is told by its own message.
        void audit.refusal(of, operation, { kind: addressKey(req), message: error.code }).catch(() => undefined);
      }
      if (limiter !== undefined && error instanceof CertloomError && error.code === 'unauthenticated') {
        await run(limiter, req, res);
      }
      throw error;
    }
  };
}
