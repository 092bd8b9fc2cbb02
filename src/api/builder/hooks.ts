import express, { Router, type Request } from 'express';
import { isPlainObject } from '../../domain/values/json';
import { CertloomError } from '../../domain/problem';
import type { Signals } from '../../services/builder/signals';
import type { Audit } from '../http/audit';
import { carryOut } from '../http/audited-call';
import { createAddressLimiter } from '../http/rate-limits';
import { storageFull } from '../http/request-failures';
import { stateOf } from '../http/request-state';

export interface HookDeps {
  readonly signals: Pick<Signals, 'hook'>;
  readonly audit: Audit;
  /** False while the disk has no room. */
  readonly hasRoom?: () => boolean;
  /** Requests a minute from one address; the guard against guessing. */
  readonly perMinute?: number;
}

const bodyLimit = '64kb';
const form = /^[A-Za-z0-9_-]{20,100}$/;

/**
 * `POST /hooks/{token}`: signals the step that made the token, once. Who has it needs no API key. What is sent as JSON
 * becomes the data of the signal.
 */
export function hookRouter({ signals, audit, hasRoom, perMinute = 60 }: HookDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use((req, _res, next) => {
    // The token stands in no log.
    stateOf(req).route = '/hooks/{token}';
    next();
  });
  router.use(createAddressLimiter('hooks', perMinute));
  router.post('/:token', express.json({ limit: bodyLimit, strict: true, type: () => true }), async (req, res) => {
    const { token } = req.params;
    if (hasRoom?.() === false) throw storageFull();
    if (token === undefined || !form.test(token)) throw new CertloomError('not_found', 'There is no such hook.');
    const body = bodyOf(req);
    const of = { req, requestId: stateOf(req).requestId, caller: undefined, hasSignedLink: true as const };
    await carryOut(
      audit,
      of,
      { operation: 'instances.signal', resource: 'instances' },
      { objects: [] },
      async (note) => {
        const { uuid, title } = await signals.hook(token, body);
        note({ objects: [{ uuid, name: title }], message: 'hook' });
        return { status: 204 };
      },
    );
    res.status(204).end();
  });
  return router;
}

function bodyOf(req: Request): Readonly<Record<string, unknown>> {
  const body: unknown = req.body ?? {};
  if (!isPlainObject(body)) throw new CertloomError('invalid_request', 'A JSON object is expected, or nothing.');
  return body;
}
