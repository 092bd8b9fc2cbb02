import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { etagOf } from './preconditions';
import type { Reply } from './route';

/** Writes a reply. A stream that fails midway ends the connection, so that the caller sees the answer is cut. */
export async function sendReply(res: Response, { status, headers, revision, raw, body }: Reply): Promise<void> {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, value);
  if (revision !== undefined) res.setHeader('ETag', etagOf(revision));
  if (raw === undefined) {
    if (body === undefined) res.end();
    else endWith(res, 'application/json; charset=utf-8', JSON.stringify(body));
  } else if (typeof raw === 'string' || Buffer.isBuffer(raw)) {
    endWith(res, 'application/octet-stream', raw);
  } else if (res.req.method === 'HEAD') {
    raw.destroy();
    res.end();
  } else {
    await pipeline(raw, res);
  }
}

function endWith(res: Response, contentType: string, content: string | Buffer): void {
  if (!res.hasHeader('Content-Type')) res.setHeader('Content-Type', contentType);
  res.setHeader('Content-Length', Buffer.byteLength(content));
  res.end(content);
}
