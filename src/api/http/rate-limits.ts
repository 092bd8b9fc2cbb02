import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import { CertloomError } from '../../domain/problem';
import { callerOf } from './request-state';

export type Budget = 'upload' | 'search' | 'testSend' | 'signIn';

/** Requests a minute for each caller; 0 switches a budget off. `signIn` counts failed authentications for each address. */
export type Budgets = Readonly<Record<Budget, number>>;

export const defaultBudgets: Budgets = { upload: 600, search: 300, testSend: 10, signIn: 60 };

const windowMs = 60_000;

/** A limiter of one budget: the `RateLimit` and `RateLimit-Policy` headers (draft 8), 429 with `Retry-After` beyond it. */
export function createLimiter(budget: Exclude<Budget, 'signIn'>, perMinute: number): RequestHandler | undefined {
  return perMinute === 0 ? undefined : limiterOf(budget, perMinute, callerKey);
}

/** The same of `signIn`. What was counted before it turned out right is given back when its answer ends. */
export function createSignInLimiter(
  perMinute: number,
  wasRight: (res: Response) => boolean,
): RequestHandler | undefined {
  if (perMinute === 0) return undefined;
  const giveBack = {
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req: unknown, res: unknown) => wasRight(res as Response),
  };
  return limiterOf('signIn', perMinute, addressKey, giveBack);
}

function limiterOf(
  identifier: string,
  perMinute: number,
  keyGenerator: (req: Request) => string,
  more: Partial<Options> = {},
): RequestHandler {
  return rateLimit({
    ...more,
    windowMs,
    limit: perMinute,
    identifier,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator,
    validate: false,
    handler: (req, _res, next) => {
      const { resetTime } = (req as Request & { rateLimit?: { resetTime?: Date } }).rateLimit ?? {};
      const waitMs = resetTime === undefined ? windowMs : resetTime.getTime() - Date.now();
      next(
        new CertloomError('rate_limited', `More than ${perMinute} requests a minute; wait and try again.`, {
          retryAfterSeconds: Math.max(1, waitMs / 1000),
        }),
      );
    },
  });
}

/** A limiter for each address of what has no callers: 429 with `Retry-After` beyond it. */
export function createAddressLimiter(identifier: string, perMinute: number): RequestHandler {
  return limiterOf(identifier, perMinute, addressKey);
}

/** The address a request came from, IPv6 cut to /56: one household has at least that much. */
export function addressKey(req: Request): string {
  return ipKeyGenerator(req.ip ?? 'unknown', 56);
}

function callerKey(req: Request): string {
  const caller = callerOf(req);
  return caller === undefined ? addressKey(req) : `user:${caller.actor.uuid}`;
}
