import express, { type Request, type Response } from 'express';
import { isUtf8 } from 'node:buffer';
import { CertloomError } from '../../domain/problem';
import type { Route } from './route';
import { run } from './run-middleware';

const smallBodyBytes = 1024 * 1024;
/** JSON around the base64 of an upload: names, attributes, line breaks inside the base64. */
const envelopeBytes = 512 * 1024;
const jsonTypes = ['application/json', 'application/*+json'];
/** The deepest body that means anything, a condition of ten groups in a trigger, has some 25. */
const maxDepth = 64;

/**
 * Reads the body of a route's requests and gives the JSON value; undefined when there is none. A raw body becomes a
 * Buffer on `req.body` and the value is undefined. Compressed bodies and other content types are
 * `unsupported_media_type`; JSON that is no object or array, is not UTF-8 or nests too deep `invalid_request`; too
 * many bytes `payload_too_large`.
 */
export function createBodyReader(
  route: Route,
  bodyLimitBytes: number,
): (req: Request, res: Response) => Promise<unknown> {
  const rawTypes = Object.keys(route.rawBodies ?? {});
  const large = route.largeBody === true || rawTypes.length > 0;
  const jsonLimit = large ? Math.ceil(bodyLimitBytes / 3) * 4 + envelopeBytes : smallBodyBytes;
  const json = express.json({ inflate: false, strict: true, limit: jsonLimit, type: () => true, verify: assertUtf8 });
  const raw = express.raw({ inflate: false, limit: bodyLimitBytes, type: () => true });
  const accepted = [...(route.body === undefined ? [] : ['application/json']), ...rawTypes].join(', ');

  return async (req, res) => {
    if (!hasBody(req)) {
      if (route.body?.safeParse(undefined).success === false) {
        throw new CertloomError('invalid_request', `The request needs a body: ${accepted}.`);
      }
      return undefined;
    }
    if (rawTypes.length > 0 && typeof req.is(rawTypes) === 'string') {
      await run(raw, req, res);
      if (!Buffer.isBuffer(req.body) || req.body.length === 0) {
        throw new CertloomError('invalid_request', 'The body is empty.');
      }
      return undefined;
    }
    if (typeof req.is(jsonTypes) !== 'string') {
      throw new CertloomError(
        'unsupported_media_type',
        accepted === '' ? 'This path takes no body.' : `The content type must be one of: ${accepted}.`,
      );
    }
    await run(json, req, res);
    assertShallow(req.body);
    return req.body as unknown;
  };
}

/** RFC 8259, section 8.1. Decoding would put U+FFFD in place of what is not UTF-8, and another name would be stored. */
function assertUtf8(_req: unknown, _res: unknown, bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new CertloomError('invalid_request', 'The body is not valid UTF-8.');
}

/** Everything that walks over a body afterwards, such as a check or an audit row, may call itself for each level. */
function assertShallow(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) {
      throw new CertloomError('invalid_request', `The body is nested more than ${maxDepth} levels deep.`);
    }
    level = level.filter(isObject).flatMap((value) => Object.values(value).filter(isObject));
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** RFC 9112, section 6.3: a request has a body when it says how long it is. */
function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}
