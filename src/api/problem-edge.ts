import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CertloomError } from '../domain/problem';
import { challengeOf } from './auth';
import type { Logger } from './logging';
import { problemOf, toAppError } from './problems';
import { stateOf } from './request-state';

export const notFound: RequestHandler = () => {
  throw new CertloomError('not_found', 'There is nothing at this path.');
};

/** The only place where an error becomes HTTP (RFC 9457). What it really was stands in the log. */
export function problemEdge(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    const { requestId, route } = stateOf(req);
    const { error, expected } = toAppError(thrown);
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
}

const clientErrors: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The header fields are larger than 16 KiB.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
};

/** Answers what Node's HTTP parser refuses (bad syntax, too large headers, slow requests) with a problem document. */
export function answerClientErrors(server: ServerEvents, newRequestId: () => string): void {
  server.on('clientError', (error, socket) => {
    const response = (socket as Duplex & { _httpMessage?: ServerResponse | null })._httpMessage;
    if (error.code === 'ECONNRESET' || !socket.writable || (response?.headersSent ?? false)) {
      socket.destroy();
      return;
    }
    const detail = clientErrors[error.code ?? ''] ?? 'The request is not valid HTTP.';
    const requestId = newRequestId();
    const json = JSON.stringify(problemOf(new CertloomError('invalid_request', detail), requestId).document);
    socket.end(
      [
        'HTTP/1.1 400 Bad Request',
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(json)}`,
        'Cache-Control: no-store',
        `X-Request-Id: ${requestId}`,
        'Connection: close',
        '',
        json,
      ].join('\r\n'),
    );
  });
}
