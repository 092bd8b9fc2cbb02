import { randomUUID } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { compatBase, findCall, readQuery, shapeOf } from '../../domain/compat/calls';
import { keptNames } from '../../domain/compat/call-record';
import { CertloomError } from '../../domain/problem';
import { isPlainObject } from '../../domain/values/json';
import type { CallLog } from '../../services/compat/call-log';
import type { Surface } from '../http/app';
import { mountRoutes } from '../http/mount';
import { stateOf } from '../http/request-state';
import type { Caller, Route } from '../http/route';
import type { SignIn } from '../http/sign-in';
import { notesOf, startNotes, type CallNotes } from './call-notes';
import { describeSurface } from './description';
import { compatErrors } from './errors';
import { requestedWith } from './route-parts';
import { createCompatSignIn } from './sign-in';

export interface SurfaceDeps {
  readonly routes: readonly Route[];
  /** The setting. */
  readonly isEnabled: () => Promise<boolean>;
  readonly log: Pick<CallLog, 'note'>;
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly steadyClock: () => number;
}

/**
 * Calls of Keyfactor Command under its base, in this order: the setting, the call that is meant, who is calling, the header
 * against forged requests, and the route, mounted as those of our API are. What is not among the calls is 501. Each call of
 * somebody who was let in is logged.
 */
export function createCompatSurface(deps: SurfaceDeps): Surface {
  const { routes, isEnabled, log, publicUrl, now, steadyClock } = deps;
  const description = JSON.stringify(describeSurface(routes, { prefix: compatBase, publicUrl }));

  return {
    path: /^\/KeyfactorAPI(?=\/|$)/i,
    mount(frame) {
      const signIn = checkingHeader(createCompatSignIn(frame.signIn));
      // Names in paths and bodies are those of the origin: none stands for an object of ours.
      const { names: _names, ...others } = frame;
      const mounted = mountRoutes(routes, compatBase, { ...others, signIn });
      const router = Router({ caseSensitive: true, strict: true });
      router.use(async (_req, _res, next) => {
        if (!(await isEnabled())) throw switchedOff();
        next();
      });
      router.get('/openapi.json', (_req, res) => void res.type('application/json').send(description));
      router.use((req, res, next) => {
        const notes = begin(req, steadyClock());
        res.once('close', () => record(req, res, notes));
        next();
      });
      router.use((req, res, next) => (notesOf(req).call === undefined ? next() : mounted(req, res, next)));
      router.use(unlisted(signIn));
      router.use(compatErrors);
      return router;
    },
  };

  function record(req: Request, res: Response, { call, parameters, ignored, code, startedAt }: CallNotes): void {
    const { caller, requestId } = stateOf(req);
    if (caller === undefined) return;
    const inBody = isPlainObject(req.body) ? Object.keys(req.body) : [];
    log.note({
      id: randomUUID(),
      at: now(),
      method: req.method,
      path: call?.path ?? shapeOf(pathOf(req).slice(compatBase.length)),
      supported: call !== undefined,
      status: res.writableFinished ? res.statusCode : 499,
      code,
      caller: { uuid: caller.actor.uuid, name: caller.actor.name },
      parameters: keptNames([...parameters, ...inBody]),
      ignored: keptNames(ignored),
      userAgent: req.get('user-agent')?.slice(0, 300) ?? null,
      ipAddress: req.ip ?? '',
      durationMs: Math.round(steadyClock() - startedAt),
      requestId,
    });
  }
}

/** Finds the call that is meant, and spells path and query as it does. */
function begin(req: Request, startedAt: number): CallNotes {
  const [path = '', ...rest] = req.url.split('?');
  const given = new URLSearchParams(rest.join('?'));
  const found = findCall(req.method, path);
  const parameters = [...new Set(given.keys())];
  const { values, ignored } = found === undefined ? nothing : readQuery(found.call, given);
  if (found !== undefined) {
    const query = new URLSearchParams([...values]).toString();
    req.url = `${found.path}${query === '' ? '' : `?${query}`}`;
  }
  return startNotes(req, { call: found?.call, startedAt, parameters, ignored: new Set(ignored) });
}

const nothing = { values: new Map<string, string>(), ignored: [] };

/** Who is let in, is known to the log; and a change without the header is refused once it is known who wants it. */
function checkingHeader(signIn: SignIn): SignIn {
  const checked = async (req: Request, res: Response): Promise<Caller> => {
    const caller = await signIn(req, res);
    stateOf(req).caller = caller;
    if (notesOf(req).call?.changes === true && !req.get(requestedWith)) {
      throw new CertloomError('invalid_request', `Changes need the header ${requestedWith}, for example APIClient.`);
    }
    return caller;
  };
  return Object.assign(checked, { attempt: signIn.attempt });
}

function unlisted(signIn: SignIn): RequestHandler {
  return async (req, res) => {
    stateOf(req).route = `${compatBase}/*`;
    await signIn(req, res);
    throw new CertloomError(
      'not_in_compat_surface',
      `${req.method} of this path is not among the calls of Keyfactor Command that are answered here. The call was logged; use the API under /api/v1 instead.`,
    );
  };
}

function switchedOff(): CertloomError {
  return new CertloomError(
    'not_found',
    'Calls of Keyfactor Command are not answered here: an administrator can switch them on by the setting compatApi.enabled.',
  );
}

function pathOf({ originalUrl }: Request): string {
  return originalUrl.split('?', 1)[0] ?? '';
}
