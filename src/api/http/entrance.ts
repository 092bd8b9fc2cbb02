import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { CertloomError } from '../../domain/problem';
import type { Logger } from '../../telemetry/logging';
import type { Metrics } from '../../telemetry/metrics';
import { warningCountHeader, warningsHeader } from './csv-warnings';
import { styleSource } from './html-page';
import { setState, stateOf } from './request-state';

const acceptableRequestId = /^[A-Za-z0-9._-]{1,64}$/;
const acceptableTraceParent = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const hostIsMissing = 'The header field Host is missing, or comes after a thousand others.';
const quietRoutes = new Set(['/livez', '/readyz', '/startupz']);

/**
 * First of all: the request id (the caller's `X-Request-Id` when it is 1..64 of `A-Za-z0-9._-`, else a new UUID),
 * `Cache-Control: no-store`, and at the end one log line and one observation of the duration.
 */
export function entrance(logger: Logger, metrics: Metrics): RequestHandler {
  // The fields below hold no secrets, and looking for some in each line costs as much as writing it.
  const requestLog = logger.child({}, { redact: [] });
  return (req, res, next) => {
    const offered = req.headers['x-request-id'];
    const requestId = typeof offered === 'string' && acceptableRequestId.test(offered) ? offered : randomUUID();
    setState(req, { requestId, startedAt: process.hrtime.bigint(), route: 'unmatched', caller: undefined });
    res.setHeader('X-Request-Id', requestId);
    res.setHeader('Cache-Control', 'no-store');
    res.once('close', () => {
      const { route, caller, startedAt, isLasting = false } = stateOf(req);
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const status = res.writableFinished || isLasting ? res.statusCode : 499;
      if (!isLasting) metrics.observeRequest(req.method, route, status, seconds);
      const traceparent = req.headers['traceparent'];
      const trace =
        typeof traceparent === 'string' && acceptableTraceParent.test(traceparent) ? { traceparent } : undefined;
      requestLog[quietRoutes.has(req.path) ? 'debug' : 'info'](
        {
          requestId,
          method: req.method,
          route,
          status,
          ms: Math.round(seconds * 1e5) / 100,
          ...(caller === undefined ? undefined : { caller: caller.actor.uuid }),
          ...trace,
        },
        'request',
      );
    });
    next(hasHost(req) ? undefined : new CertloomError('invalid_request', hostIsMissing));
  };
}

/** RFC 9112, section 3.2. Node drops what stands behind the thousandth field, and Host may stand there. */
function hasHost({ headers, httpVersion }: Request): boolean {
  return headers.host !== undefined || httpVersion === '1.0';
}

/**
 * Helmet's headers. The API's answers may load nothing at all; `docs` allows Swagger UI its own files, a page for people
 * its one style and a form that is sent back, the console its own scripts and styles and requests to its own origin.
 */
export function securityHeaders(
  kind: 'api' | 'console' | 'docs' | { readonly style: string; readonly tellsOrigin?: true },
): RequestHandler {
  const nothing = { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] };
  const swaggerUi = {
    ...nothing,
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
  };
  const ofConsole = {
    ...nothing,
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    formAction: ["'self'"],
  };
  const page = (style: string) => ({ ...nothing, styleSrc: [styleSource(style)], formAction: ["'self'"] });
  return constantHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives:
        typeof kind === 'object' ? page(kind.style) : { api: nothing, console: ofConsole, docs: swaggerUi }[kind],
    },
    // Plain HTTP on a laptop is a supported way to run; a proxy that ends TLS sets HSTS for its own name.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // Forms of pages without any referrer say that their origin is `null`.
    referrerPolicy: {
      policy:
        kind === 'console' || (typeof kind === 'object' && kind.tellsOrigin === true) ? 'same-origin' : 'no-referrer',
    },
  });
}

/** Helmet's headers are the same for every answer: they are asked for once. */
function constantHeaders(options: HelmetOptions): RequestHandler {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  helmet(options)({} as Request, recorder as unknown as Response, (error?: unknown) => {
    if (error !== undefined) throw new Error('the security headers are not valid');
  });
  const list = [...headers];
  return (_req, res, next) => {
    for (const [name, value] of list) res.setHeader(name, value);
    next();
  };
}

const exposedHeaders = [
  ...['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'RateLimit'],
  ...[warningsHeader, warningCountHeader],
].join(', ');

/** Cross-origin access for an exact list of origins; without it browsers of other origins get nothing. No cookies. */
export function cors(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (req, res, next) => {
    const { origin } = req.headers;
    if (allowed.size > 0) res.setHeader('Vary', 'Origin');
    if (origin === undefined || !allowed.has(origin)) {
      next();
      return;
    }
    res.setHeader('Access-Control-Allow-Origin', origin);
    res.setHeader('Access-Control-Expose-Headers', exposedHeaders);
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    res.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
    res.setHeader(
      'Access-Control-Allow-Headers',
      'Authorization, X-API-Key, X-Certloom-Console, Content-Type, If-Match, Idempotency-Key, Prefer, Last-Event-ID, X-Request-Id, traceparent',
    );
    res.setHeader('Access-Control-Max-Age', '600');
    res.statusCode = 204;
    res.end();
  };
}
