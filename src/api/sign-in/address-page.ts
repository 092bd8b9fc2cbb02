import express, { Router, type Response } from 'express';
import { escapeHtml } from '../../domain/values/escape-html';
import type { OneTimeAddresses } from '../../services/sign-in/one-time-address';
import { securityHeaders } from '../http/entrance';
import { htmlPage } from '../http/html-page';
import { readOnly } from '../http/methods';
import { createAddressLimiter } from '../http/rate-limits';
import { stateOf } from '../http/request-state';
import { pageStyle } from '../notifications/page-html';
import type { SigningIn } from './signing-in';

export interface AddressPageDeps {
  readonly addresses: Pick<OneTimeAddresses, 'isOpen' | 'spend'>;
  readonly signingIn: SigningIn;
}

const gone =
  'It was used, or it is older than ten minutes. The command "certloom sign-in" on the machine of the installation prints a new one.';

/**
 * `GET /once/{token}` shows a button and changes nothing, because browsers and scanners of mail fetch addresses before
 * anybody opens them; `POST /once` spends the token, which is in its body so that no log has it.
 */
export function addressPage({ addresses, signingIn }: AddressPageDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use((req, _res, next) => {
    stateOf(req).route = req.method === 'POST' ? '/once' : '/once/{token}';
    next();
  });
  // Otherwise the form would say that its origin is `null`.
  router.use(securityHeaders({ style: pageStyle, tellsOrigin: true }), (_req, res, next) => {
    res.setHeader('X-Robots-Tag', 'noindex, nofollow');
    next();
  });
  router.use(createAddressLimiter('signInAddress', 60));

  router.post(
    '/',
    express.urlencoded({ extended: false, inflate: false, limit: 2_048, parameterLimit: 5 }),
    async (req, res) => {
      signingIn.refuseForeign(req);
      const body = req.body as Readonly<Record<string, unknown>> | undefined;
      const token = typeof body?.['token'] === 'string' ? body['token'] : '';
      const isAhead = req.headers['sec-purpose'] !== undefined;
      const user = isAhead ? undefined : await addresses.spend(token);
      if (user === undefined) {
        await signingIn.refused(req, 'address');
        say(res, 410, 'This address does not work any more', gone);
        return;
      }
      res.setHeader('Set-Cookie', await signingIn.signIn(req, { user, method: 'address' }));
      res.redirect(303, '/');
    },
  );

  router.use(readOnly);
  router.get('/:token', async (req, res) => {
    const { token } = req.params;
    if (!(await addresses.isOpen(token))) {
      say(res, 410, 'This address does not work any more', gone);
      return;
    }
    const form = `<form method="post" action="/once"><input type="hidden" name="token" value="${escapeHtml(token)}"><button>Sign in</button></form>`;
    const text = '<p>This address works once. Whoever presses the button is signed in with this browser.</p>';
    send(res, 200, htmlPage('Sign in to Certloom', `<h1>Sign in to Certloom</h1>${text}${form}`, pageStyle));
  });
  return router;
}

function say(res: Response, status: number, title: string, detail: string): void {
  send(res, status, htmlPage(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p>`, pageStyle));
}

function send(res: Response, status: number, html: string): void {
  res.status(status).type('html').send(html);
}
