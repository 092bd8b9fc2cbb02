import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { etagOf } from './preconditions';
import { stateOf } from './request-state';
import type { Reply } from './route';

/** Writes a reply. A stream that fails midway ends the connection, so that the caller sees the answer is cut. */
export async function sendReply(
  res: Response,
  { status, headers, trailers, revision, raw, body, lasting }: Reply,
): Promise<void> {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers ?? {}))
    res.setHeader(name, typeof value === 'string' ? value : [...value]);
  if (revision !== undefined) res.setHeader('ETag', etagOf(revision));
  if (lasting !== undefined) {
    if (res.req.method === 'HEAD') return void res.end();
    stateOf(res.req).isLasting = true;
    // Without it nothing is sent until the first write, which a proxy may wait for.
    res.flushHeaders();
    return lasting(res);
  }
  if (raw === undefined) {
    if (body === undefined) res.end();
    else endWith(res, 'application/json; charset=utf-8', JSON.stringify(body));
  } else if (typeof raw === 'string' || Buffer.isBuffer(raw)) {
    endWith(res, 'application/octet-stream', raw);
  } else if (res.req.method === 'HEAD') {
    raw.destroy();
    res.end();
  } else {
    if (trailers !== undefined) {
      res.setHeader('Trailer', trailers.names.join(', '));
      // Before the pipeline ends the answer: its own listener comes later.
      raw.once('end', () => res.addTrailers(trailers.fields()));
    }
    await pipeline(raw, res);
  }
}

function endWith(res: Response, contentType: string, content: string | Buffer): void {
  if (!res.hasHeader('Content-Type')) res.setHeader('Content-Type', contentType);
  res.setHeader('Content-Length', Buffer.byteLength(content));
  res.end(content);
}
