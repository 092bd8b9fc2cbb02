import { createHash } from 'node:crypto';
import { Router, type Request, type RequestHandler } from 'express';
import { CertloomError } from '../../domain/problem';
import { feedSecret } from '../../store/expiration/calendar-feeds';
import { createGate, readGate } from '../http/gate';
import { readOnly } from '../http/methods';
import { createAddressLimiter } from '../http/rate-limits';
import { stateOf } from '../http/request-state';

export interface CalendarDeps {
  /** The calendar that a secret opens, as text; null when it opens none. */
  readonly read: (secret: string) => Promise<string | null>;
  /** Requests a minute from one address; the guard against guessing, and against impatient programs. */
  readonly perMinute?: number;
}

const template = '/calendar/{secret}.ics';
const file = /^\/([^/]+)\.ics$/;

/**
 * `GET /calendar/{secret}.ics`: a user's feed, for calendar programs, which cannot send an API key. Whoever has the
 * address may read it, so the log knows the route by its template only.
 */
export function calendarFeed({ read, perMinute = 60 }: CalendarDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const gate = createGate(readGate);
  const answer: RequestHandler = async (req, res) => {
    const [, secret = ''] = file.exec(req.path) ?? [];
    const text = feedSecret.test(secret) ? await gate(() => read(secret)) : null;
    if (text === null) throw new CertloomError('not_found', 'There is no such calendar.');
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    res.setHeader('ETag', etag);
    // Of one person: no shared cache may keep it.
    res.setHeader('Cache-Control', 'private, max-age=900');
    if (namesEtag(req, etag)) {
      res.status(304).end();
      return;
    }
    res.setHeader('Content-Type', 'text/calendar; charset=utf-8');
    res.setHeader('Content-Disposition', 'inline; filename="certloom.ics"');
    res.send(text);
  };
  router.use((req, _res, next) => {
    stateOf(req).route = template;
    next();
  });
  router.use(createAddressLimiter('calendar', perMinute));
  router.use(readOnly, answer);
  return router;
}

/** RFC 9110, section 13.1.2: a list of tags, compared weakly. */
function namesEtag(req: Request, etag: string): boolean {
  const named = req.headers['if-none-match'];
  return named !== undefined && named.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
