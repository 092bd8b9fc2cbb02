import express, { Router, type Request, type Response } from 'express';
import { authorityOfCa, isRootId } from '../../services/authorities/builtin/addresses';
import type { Builtin } from '../../services/authorities/builtin/wiring';
import { createAddressLimiter } from '../http/rate-limits';
import { stateOf } from '../http/request-state';

export interface PublicationDeps extends Pick<Builtin, 'cas' | 'lists' | 'ocsp'> {
  readonly now: () => Date;
  /** Requests a minute from one address. */
  readonly perMinute?: number;
}

const requestBytes = 8_192;
const ocspRequestType = 'application/ocsp-request';
const ocspType = 'application/ocsp-response';
/** uuid of an authority, or of its root. */
const caId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-root)?$/;

/**
 * What relying parties need of the built-in CAs, for everybody and without an API key: `GET /ca/<id>.cer` and
 * `/ca/<id>.crl` (RFC 5280, 4387), and OCSP at `/ca/<id>/ocsp` by GET and POST (RFC 6960, appendix A; RFC 5019).
 */
export function publicationPages(deps: PublicationDeps): Router {
  const { cas, lists, ocsp, now } = deps;
  const router = Router({ caseSensitive: true, strict: true });
  router.use(createAddressLimiter('publication', deps.perMinute ?? 3_000));

  router.get('/:file', async (req, res, next) => {
    const [, id = '', extension] = /^(.+)\.(cer|crl)$/.exec(req.params.file) ?? [];
    if (!caId.test(id)) return next();
    stateOf(req).route = `/ca/{id}.${extension}`;
    if (extension === 'crl') {
      const list = await lists.current(id);
      if (list === null) return next();
      keepUntil(res, list.nextUpdate, now());
      res.set({ 'Last-Modified': list.thisUpdate.toUTCString(), ETag: `"${list.number}"` });
      return send(req, res, 'application/pkix-crl', list.der);
    }
    const found = await cas.find(authorityOfCa(id));
    if (found === null) return next();
    res.set('Cache-Control', 'public, max-age=86400');
    send(req, res, 'application/pkix-cert', (isRootId(id) ? found.root : found.issuing).der);
  });

  async function answer(req: Request, res: Response, id: string, request: Buffer, keeps: boolean): Promise<boolean> {
    const reply = caId.test(id) && !isRootId(id) ? await ocsp(id, request) : null;
    if (reply === null) return false;
    if (keeps && reply.nextUpdate !== null) keepUntil(res, reply.nextUpdate, now());
    else res.set('Cache-Control', 'no-store');
    send(req, res, ocspType, reply.der);
    return true;
  }

  router.post(
    '/:id/ocsp',
    express.raw({ type: ocspRequestType, limit: requestBytes, inflate: false }),
    async (req, res, next) => {
      stateOf(req).route = '/ca/{id}/ocsp';
      const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
      if (!(await answer(req, res, String(req.params['id']), body, false))) next();
    },
  );

  // The request may have slashes in its base64, as they are or in percent.
  router.get('/:id/ocsp/*request', async (req, res, next) => {
    stateOf(req).route = '/ca/{id}/ocsp/{request}';
    const request = [req.params['request']].flat().join('/');
    const bytes = request.length > requestBytes ? Buffer.alloc(0) : Buffer.from(request, 'base64');
    if (!(await answer(req, res, String(req.params['id']), bytes, true))) next();
  });
  return router;
}

function keepUntil(res: Response, until: Date, now: Date): void {
  const seconds = Math.max(0, Math.floor((until.getTime() - now.getTime()) / 1000));
  res.set({ 'Cache-Control': `public, max-age=${Math.min(seconds, 3_600)}`, Expires: until.toUTCString() });
}

function send(req: Request, res: Response, type: string, bytes: Buffer): void {
  if (req.fresh) return void res.status(304).end();
  res.status(200).type(type).send(bytes);
}
