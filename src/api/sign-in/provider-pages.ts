import { Router, type Request, type Response } from 'express';
import { escapeHtml } from '../../domain/values/escape-html';
import { ownPath, type Provider } from '../../domain/sign-in/provider';
import type { Admission } from '../../services/sign-in/admission';
import type { ProviderClient } from '../../services/sign-in/provider-client';
import { ProviderFault } from '../../services/sign-in/provider-fault';
import type { ProviderStore } from '../../store/sign-in/providers';
import type { SignInTransaction, TransactionStore } from '../../store/sign-in/transactions';
import type { Logger } from '../../telemetry/logging';
import { securityHeaders } from '../http/entrance';
import { htmlPage } from '../http/html-page';
import { readOnly } from '../http/methods';
import { createAddressLimiter } from '../http/rate-limits';
import { stateOf } from '../http/request-state';
import { cookieJar, cookiesOf, type CookieJar } from '../http/session-cookie';
import type { SignIn } from '../http/sign-in';
import { pageStyle } from '../notifications/page-html';
import type { SigningIn } from './signing-in';

export interface ProviderPagesDeps {
  readonly providers: Pick<ProviderStore, 'byName'>;
  readonly transactions: TransactionStore;
  readonly client: Pick<ProviderClient, 'begin' | 'finish'>;
  readonly admit: Admission;
  readonly signingIn: SigningIn;
  readonly identify: SignIn;
  /** Seals what the provider is told at signing out; bound to the user. */
  readonly sealHint: (idToken: string, user: string) => string;
  readonly publicUrl: string;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => Date;
}

export const startPath = '/api/v1/sign-in/start';
export const callbackPrefix = '/api/v1/sign-in/callback';
const worksMs = 10 * 60_000;
/** Tabs of one browser that may sign in side by side. */
const mostAtOnce = 5;
/** What is longer does not go through proxies in the address of the provider's page for signing out. */
const longestHint = 4_096;
const stateForm = /^[A-Za-z0-9_-]{20,200}$/;

/**
 * `GET …/start/{provider}` is a link that leads to the provider, `GET …/callback/{provider}` where it leads back to. Each
 * sign-in has a cookie of its own, so that several tabs do not disturb each other, and is spent before the provider is
 * asked, so that loading the page again asks nothing.
 */
export function providerPages(deps: ProviderPagesDeps) {
  const { providers, transactions, client, admit, signingIn, identify, publicUrl, logger, now } = deps;
  const jarOf = (state: string) => cookieJar(publicUrl, `at-${state.slice(0, 8)}`);
  const example = jarOf('########').name;
  const [before = '', after = ''] = example.split('########');

  async function providerOf(name: string): Promise<Provider | undefined> {
    const found = await providers.byName(name);
    return found?.enabled === true ? found : undefined;
  }

  async function start(req: Request<{ provider: string }>, res: Response): Promise<void> {
    if (req.method === 'HEAD' || req.headers['sec-purpose'] !== undefined) return void res.status(204).end();
    const provider = await providerOf(req.params.provider);
    if (provider === undefined)
      return say(res, 404, 'There is no such provider', 'It may have been renamed or disabled.');
    const { to } = req.query;
    await guarded(req, res, provider, async () => {
      const { url, state, nonce, verifier } = await client.begin(provider);
      const wanted = ownPath(typeof to === 'string' ? to : undefined);
      const expiresAt = new Date(now().getTime() + worksMs);
      await transactions.begin(state, { provider: provider.uuid, nonce, to: wanted }, expiresAt);
      const value = `${verifier}.${now().getTime().toString(36)}`;
      res.setHeader('Set-Cookie', [...tooMany(req), jarOf(state).set(value, worksMs / 1000)]);
      res.redirect(302, url);
    });
  }

  /** `Set-Cookie` that take away the oldest, so that the header of requests stays small. */
  function tooMany(req: Request): string[] {
    const under = cookiesOf(req.headers.cookie).filter(
      ([name]) => name.startsWith(before) && name.endsWith(after) && name.length === example.length,
    );
    const startedAt = ([, value]: [string, string]) => parseInt(value.split('.')[1] ?? '0', 36) || 0;
    return under
      .sort((a, b) => startedAt(b) - startedAt(a))
      .slice(mostAtOnce - 1)
      .map(([name]) => jarOf(name.slice(before.length, before.length + 8)).clear());
  }

  async function callback(req: Request<{ provider: string }>, res: Response): Promise<void> {
    if (req.method === 'HEAD' || req.headers['sec-purpose'] !== undefined) return void res.status(204).end();
    const { name } = { name: req.params.provider };
    const { state } = req.query;
    const jar = typeof state === 'string' && stateForm.test(state) ? jarOf(state) : undefined;
    const verifier = jar?.read(req.headers)?.split('.')[0];
    const provider = await providerOf(name);
    const transaction =
      jar === undefined || verifier === undefined || provider === undefined
        ? undefined
        : await transactions.spend(state as string, now());
    if (jar !== undefined && verifier !== undefined) res.setHeader('Set-Cookie', jar.clear());
    if (provider === undefined || transaction?.provider !== provider.uuid) return again(req, res, name);
    await guarded(req, res, provider, () =>
      finish(req, res, provider, { ...transaction, state: state as string, verifier: verifier!, jar: jar! }),
    );
  }

  async function finish(
    req: Request,
    res: Response,
    provider: Provider,
    {
      to,
      jar,
      ...begun
    }: SignInTransaction & { readonly state: string; readonly verifier: string; readonly jar: CookieJar },
  ): Promise<void> {
    const search = req.originalUrl.slice(req.originalUrl.indexOf('?'));
    const shown = await client.finish(provider, search, begun);
    const user = await admit(provider, shown);
    const hint = shown.idToken.length > longestHint ? {} : { hint: deps.sealHint(shown.idToken, user.uuid) };
    const cookie = await signingIn.signIn(req, { user, method: 'provider', provider: provider.name, ...hint });
    res.setHeader('Set-Cookie', [jar.clear(), cookie]);
    res.redirect(303, to);
  }

  /** Whoever goes back in the browser after signing in is in already. */
  async function again(req: Request, res: Response, provider: string): Promise<void> {
    const known = await identify(req, res).catch(() => undefined);
    if (known !== undefined) return void res.redirect(303, '/');
    const text = 'This sign-in was finished before, was begun in another browser, or is older than ten minutes.';
    say(res, 400, 'Please begin again', text, provider);
  }

  async function guarded(req: Request, res: Response, provider: Provider, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      const { requestId } = stateOf(req);
      logger.warn({ requestId, provider: provider.name, code: error.code, reason: error.message }, 'a sign-in failed');
      await signingIn.refused(req, `provider_${error.code}`);
      const status = error.code === 'refused' ? 403 : 502;
      say(res, status, `You could not be signed in with ${provider.displayName}`, error.message, provider.name);
    }
  }

  function routerOf(template: string, handle: typeof start): Router {
    const router = Router({ caseSensitive: true, strict: true });
    router.use((req, _res, next) => {
      stateOf(req).route = template;
      next();
    });
    router.use(securityHeaders({ style: pageStyle }), createAddressLimiter(template, 60), readOnly);
    router.get('/:provider', handle);
    return router;
  }

  return [
    { path: startPath, router: routerOf(`${startPath}/{provider}`, start) },
    { path: callbackPrefix, router: routerOf(`${callbackPrefix}/{provider}`, callback) },
  ];
}

function say(res: Response, status: number, title: string, detail: string, provider?: string): void {
  const link =
    provider === undefined
      ? ''
      : `<p><a href="${escapeHtml(`${startPath}/${encodeURIComponent(provider)}`)}">Begin again</a></p>`;
  const body = `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p>${link}<p><a href="/">Start page</a></p>`;
  res
    .status(status)
    .type('html')
    .send(htmlPage(title, body, pageStyle));
}
