import type { ErrorRequestHandler, RequestHandler } from 'express';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CertloomError, type ProblemCode } from '../../domain/problem';
import { challengeOf } from './auth';
import type { Logger } from '../../telemetry/logging';
import { problemOf, toAppError } from './problems';
import { storageFull } from './request-failures';
import { stateOf } from './request-state';

export const notFound: RequestHandler = () => {
  throw new CertloomError('not_found', 'There is nothing at this path.');
};

/** What engines and their clients say on a full disk, each in its own words. */
const codesOfAFullDisk: readonly ProblemCode[] = ['internal', 'engine_unavailable', 'audit_unavailable'];

/**
 * The only place where an error becomes HTTP (RFC 9457). What it really was stands in the log. A failure that nobody
 * expected while the disk is full is put down to the disk.
 */
export function problemEdge(logger: Logger, hasRoom?: () => boolean): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    const { requestId, route } = stateOf(req);
    const { error: found, expected } = toAppError(thrown);
    const error = codesOfAFullDisk.includes(found.code) && hasRoom?.() === false ? storageFull() : found;
    const { document, headers } = problemOf(error, requestId);
    // A request is `destroyed` once its body is read; a caller who has gone away is told by the socket.
    if (!expected && !req.socket.destroyed) {
      logger.error({ err: thrown, requestId, route, code: error.code }, 'a request failed');
    }
    if (res.headersSent) {
      res.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (error.code === 'unauthenticated') res.setHeader('WWW-Authenticate', challengeOf(error));
    // The rest of a body that nobody reads is not waited for.
    if (!req.complete && announcesBody(req)) res.setHeader('Connection', 'close');
    const json = JSON.stringify(document);
    res.removeHeader('ETag');
    res.statusCode = document.status;
    res.setHeader('Content-Type', 'application/problem+json');
    res.setHeader('Content-Length', Buffer.byteLength(json));
    res.end(json);
  };
}

function announcesBody(req: IncomingMessage): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

interface ServerEvents {
  on(event: 'clientError', listener: (error: Error & { code?: string }, socket: Duplex) => void): unknown;
  on(event: 'connect', listener: (req: IncomingMessage, socket: Duplex) => void): unknown;
  on(event: 'checkExpectation', listener: (req: IncomingMessage, res: ServerResponse) => void): unknown;
}

const clientErrors: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The headers are larger than 16 KiB.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

/**
 * Answers what Node's HTTP server refuses before a request reaches the application (bad syntax, too large headers, slow
 * requests, expectations) with a problem document.
 */
export function answerClientErrors(server: ServerEvents, newRequestId: () => string): void {
  server.on('clientError', (error, socket) => {
    const response = (socket as Duplex & { _httpMessage?: ServerResponse | null })._httpMessage;
    if (error.code === 'ECONNRESET' || !socket.writable || (response?.headersSent ?? false)) {
      socket.destroy();
      return;
    }
    const detail = clientErrors[error.code ?? ''] ?? 'The request is not valid HTTP.';
    endSocket(socket, new CertloomError('invalid_request', detail), newRequestId());
  });
  // Nobody's proxy. Node closes the connection without a word when nobody listens.
  server.on('connect', (_req, socket) => {
    socket.on('error', () => socket.destroy());
    const refusal = new CertloomError('method_not_allowed', 'CONNECT is not supported.');
    endSocket(socket, refusal, newRequestId(), { Allow: 'GET, HEAD' });
  });
  server.on('checkExpectation', (_req, res) => {
    const refusal = new CertloomError('invalid_request', 'The only Expect that is supported is 100-continue.');
    const { status, headers, json } = lastAnswer(refusal, newRequestId());
    res.writeHead(status, headers).end(json);
  });
}

/** The answer to a request that never reaches the application; the connection ends with it. */
function lastAnswer(error: CertloomError, requestId: string) {
  const { document } = problemOf(error, requestId);
  const json = JSON.stringify(document);
  const headers = {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(json),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    Connection: 'close',
  };
  return { status: document.status, headers, json };
}

/** The same where there is no response object: the whole of it goes to the socket. */
function endSocket(
  socket: Duplex,
  error: CertloomError,
  requestId: string,
  more: Readonly<Record<string, string>> = {},
) {
  const { status, headers, json } = lastAnswer(error, requestId);
  const lines = Object.entries({ ...more, ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', json].join('\r\n'));
}
