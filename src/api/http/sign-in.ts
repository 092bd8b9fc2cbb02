import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import { CertloomError } from '../../domain/problem';
import type { Audit } from './audit';
import { presentedSomething, type Authenticate } from './auth';
import { type Budgets, addressKey, createSignInLimiter } from './rate-limits';
import { stateOf } from './request-state';
import type { Caller } from './route';
import { run } from './run-middleware';
import type { AuthenticateSession } from './session-auth';

/** A key that opened nothing. */
const keyOperation = { operation: 'api-keys.authenticate', resource: 'apiKeys' } as const;
const sessionOperation = { operation: 'sessions.authenticate', resource: 'sessions' } as const;

export interface SignInDeps {
  readonly authenticate: Authenticate;
  /** By cookie, where a request brings no key. */
  readonly authenticateSession?: AuthenticateSession;
  readonly audit: Pick<Audit, 'refusal'>;
  readonly budgets: Pick<Budgets, 'signIn'>;
}

/** One try to get in: what fails counts against the address it came from. */
export interface Attempt {
  /** Counts it now, before a slow comparison; false after too many from this address. */
  mayGuess(): Promise<boolean>;
  /** It was right: nothing is counted. */
  succeed(): void;
  /** Counts it. Throws `rate_limited` after too many. */
  fail(): Promise<void>;
}

/**
 * Who is calling, by the key in `presented`: the headers of the request unless others are given. A request of its own
 * without a key is let in by the cookie of a session. Throws `unauthenticated`, `forbidden` where another site may have
 * sent the request, and `rate_limited` after too many attempts from one address.
 */
export interface SignIn {
  (req: Request, res: Response, presented?: IncomingHttpHeaders): Promise<Caller>;
  readonly attempt: (req: Request, res: Response) => Attempt;
}

/**
 * Failed attempts count against the address; an address with too many of them may not try guessable keys any more. What
 * needs a slow comparison counts before it begins, however many come at once. A session that is over counts nothing:
 * nobody guesses 256 random bits, and every open tab would count.
 */
export function createSignIn({ authenticate, authenticateSession, audit, budgets }: SignInDeps): SignIn {
  const right = new WeakSet<Response>();
  const limiter = createSignInLimiter(budgets.signIn, (res) => right.has(res));

  function attempt(req: Request, res: Response): Attempt {
    let counted: Promise<void> | undefined;
    const count = () => (counted ??= limiter === undefined ? Promise.resolve() : run(limiter, req, res));
    return {
      mayGuess: () =>
        count().then(
          () => true,
          () => false,
        ),
      succeed: () => void right.add(res),
      fail: count,
    };
  }

  async function bySession(req: Request): Promise<Caller | undefined> {
    try {
      return await authenticateSession?.(req);
    } catch (error) {
      if (error instanceof CertloomError && error.code === 'forbidden') {
        const of = { req, caller: undefined, requestId: stateOf(req).requestId };
        void audit.refusal(of, sessionOperation, { kind: addressKey(req), message: error.code }).catch(() => undefined);
      }
      throw error;
    }
  }

  async function signIn(req: Request, res: Response, presented: IncomingHttpHeaders = req.headers): Promise<Caller> {
    const hasKey = presented.authorization !== undefined || presented['x-api-key'] !== undefined;
    const known = presented === req.headers && !hasKey ? await bySession(req) : undefined;
    if (known !== undefined) return known;
    const { mayGuess, succeed, fail } = attempt(req, res);
    try {
      const caller = await authenticate({ headers: presented }, { mayGuess });
      succeed();
      return caller;
    } catch (error) {
      if (error instanceof CertloomError && presentedSomething(error)) {
        const of = { req, caller: undefined, requestId: stateOf(req).requestId };
        // Nothing was done that would need the row; a log that cannot be written is told by its own message.
        void audit.refusal(of, keyOperation, { kind: addressKey(req), message: error.code }).catch(() => undefined);
      }
      // Throws when there were too many, also of what was counted before.
      if (error instanceof CertloomError && error.code === 'unauthenticated') await fail();
      throw error;
    }
  }

  return Object.assign(signIn, { attempt });
}
