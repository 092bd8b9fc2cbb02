import express, { type Request, type Response } from 'express';
import { isUtf8 } from 'node:buffer';
import { CertloomError } from '../../domain/problem';
import { filesOfForm, multipartEnvelopeBytes, multipartType } from './multipart';
import type { Route } from './route';
import { run } from './run-middleware';

const smallBodyBytes = 1024 * 1024;
/** JSON around the base64 of an upload: names, attributes, line breaks inside the base64. */
const envelopeBytes = 512 * 1024;
/** RFC 7396; taken where plain JSON is, too. */
const mergePatchType = 'application/merge-patch+json';
const jsonTypes = ['application/json', 'application/*+json'];
/** UTF-8 by its names, and the part of it that is the same in both. */
const utf8Names = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
/** What PKCS #12 files (PFX) and Java key stores are sent as; paths that take certificates say why they are refused. */
const keyContainerTypes = ['application/x-pkcs12', 'application/pkcs12', 'application/x-java-keystore'];
const keyContainerHint =
  'PKCS #12 files (PFX) and Java key stores hold private keys, which are not taken: send the certificates alone.';
const charsetParameter = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
/** The deepest body that means anything, a condition of ten groups in a trigger, has some 25. */
const maxDepth = 64;

/**
 * Reads the body of a route's requests and gives the JSON value; undefined when there is none. A raw body becomes a
 * Buffer on `req.body`, the files of a form a list of them, and the value is undefined. Compressed bodies and other
 * content types are `unsupported_media_type`; JSON that is no object or array, is not UTF-8 or nests too deep
 * `invalid_request`; too many bytes `payload_too_large`.
 */
export function createBodyReader(
  route: Route,
  bodyLimitBytes: number,
): (req: Request, res: Response) => Promise<unknown> {
  const rawTypes = [...Object.keys(route.rawBodies ?? {}), ...(route.otherRawTypes ?? [])];
  const large = route.largeBody === true || rawTypes.length > 0;
  const jsonLimit = large ? Math.ceil(bodyLimitBytes / 3) * 4 + envelopeBytes : smallBodyBytes;
  const json = express.raw({ inflate: false, limit: jsonLimit, type: () => true });
  const raw = express.raw({ inflate: false, limit: bodyLimitBytes, type: () => true });
  const form = express.raw({ inflate: false, limit: bodyLimitBytes + multipartEnvelopeBytes, type: () => true });
  const takesForms = route.files === true;
  const jsonNames = ['application/json', ...(route.method === 'patch' ? [mergePatchType] : [])];
  const accepted = [
    ...(route.body === undefined ? [] : jsonNames),
    ...rawTypes,
    ...(takesForms ? [multipartType] : []),
  ].join(', ');

  return async (req, res) => {
    if (!(await hasBody(req))) {
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
    if (takesForms && req.is(multipartType) !== false) {
      await run(form, req, res);
      req.body = await filesOfForm(req.body as Buffer, req.headers);
      return undefined;
    }
    if (typeof req.is(jsonTypes) !== 'string') {
      const isKeyContainer = rawTypes.length > 0 && typeof req.is(keyContainerTypes) === 'string';
      const wanted = accepted === '' ? 'This path takes no body.' : `The content type must be one of: ${accepted}.`;
      throw new CertloomError('unsupported_media_type', isKeyContainer ? `${keyContainerHint} ${wanted}` : wanted);
    }
    assertCharset(req);
    await run(json, req, res);
    const value = parseJson(req.body as Buffer);
    assertShallow(value);
    // A Buffer there would be a raw body.
    req.body = value;
    return value;
  };
}

/** JSON is UTF-8 (RFC 8259, section 8.1); a charset beside it means nothing, but one that is no UTF-8 is a mistake. */
function assertCharset(req: Request): void {
  const [, charset = 'utf-8'] = charsetParameter.exec(req.headers['content-type'] ?? '') ?? [];
  if (utf8Names.has(charset.toLowerCase())) return;
  throw new CertloomError('unsupported_media_type', 'The charset is not supported; send JSON as UTF-8.');
}

/** Decoding would put U+FFFD in place of what is not UTF-8, and another name would be stored. */
function parseJson(bytes: Buffer): object {
  if (!isUtf8(bytes)) throw new CertloomError('invalid_request', 'The body is not valid UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new CertloomError('invalid_request', 'The body is not valid JSON.');
  }
  if (isObject(value)) return value;
  throw new CertloomError('invalid_request', 'The body must be a JSON object or array.');
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

/**
 * RFC 9112, section 6.3: a request has a body when it says how long it is. One in chunks may end with the first; some
 * clients and proxies send that with every GET and DELETE, and only the first octet or the end can tell.
 */
async function hasBody(req: Request): Promise<boolean> {
  if (req.headers['transfer-encoding'] === undefined) return Number(req.headers['content-length'] ?? 0) > 0;
  if (!req.destroyed && !req.readableEnded && req.readableLength === 0) await firstSign(req);
  return req.readableLength > 0;
}

/** Until something can be read, or the body ends, or the caller hangs up. Nothing is taken from the stream. */
function firstSign(req: Request): Promise<void> {
  return new Promise((resolve) => {
    const signs = ['readable', 'end', 'close'];
    const settle = () => {
      for (const sign of signs) req.off(sign, settle);
      resolve();
    };
    for (const sign of signs) req.on(sign, settle);
  });
}
