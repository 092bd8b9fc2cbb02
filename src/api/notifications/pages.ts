import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { certificateName } from '../../domain/certificates/pending';
import { CertloomError } from '../../domain/problem';
import type { LinkSigner } from '../../secrets/link-signer';
import type { Acknowledgements } from '../../services/expiration/acknowledgements';
import type { NoticePages } from '../../services/notifications/pages';
import { decidingOnPage, linkCaller, type PageDecisionDeps } from '../approvals/page-decision';
import { deciding } from '../approvals/deciding';
import { acknowledging } from '../expiration/acknowledge';
import { acknowledgeBody } from '../expiration/schemas';
import type { Audit, Audited } from '../http/audit';
import { authorise, carryOut } from '../http/audited-call';
import { securityHeaders } from '../http/entrance';
import { readOnly } from '../http/methods';
import { problemOf, problems, toAppError } from '../http/problems';
import { createAddressLimiter } from '../http/rate-limits';
import { storageFull } from '../http/request-failures';
import { stateOf } from '../http/request-state';
import type { Caller } from '../http/route';
import type { SignIn } from '../http/sign-in';
import { createPageOpener, type OpenPage } from './open-page';
import { messagePageHtml, noticePageHtml, pageStyle } from './page-html';

export interface NoticePageRouteDeps {
  readonly links: LinkSigner;
  readonly pages: NoticePages;
  readonly acknowledgements: Pick<Acknowledgements, 'look' | 'acknowledgeOnce'>;
  readonly approvals: PageDecisionDeps;
  readonly audit: Audit;
  readonly signIn: SignIn;
  /** Whether the link alone lets somebody acknowledge. */
  readonly acknowledgesByLink: boolean;
  /** False while the disk has no room: nothing is changed then. */
  readonly hasRoom?: () => boolean;
  readonly now: () => Date;
  /** Requests a minute from one address; the guard against guessing. */
  readonly perMinute?: number;
}

const template = '/n/{token}';
const formTemplates: Readonly<Record<string, string>> = { '/acknowledge': '/n/acknowledge', '/decide': '/n/decide' };
const formBytes = 8_192;

/**
 * `GET /n/{token}`: what a notice is about, for people, who send no API key. Reading changes nothing, so that scanners
 * of mail may open every link. `POST /n/acknowledge` and `POST /n/decide` are the forms on such pages; the token is in
 * their body, so that no log and no audit row holds a link that opens something. By a personal link its one user decides.
 */
export function noticePages(deps: NoticePageRouteDeps): Router {
  const { links, pages, now } = deps;
  const decide = decidingOnPage(deps.approvals);
  const router = Router({ caseSensitive: true, strict: true });

  const opening = createPageOpener({ links, pages, personal: deps.approvals.personal, now });

  /** Undefined without the page: what there is to say instead is answered already. */
  async function pageOf(token: string, res: Response): Promise<OpenPage | undefined> {
    const open = await opening(token);
    if (!('status' in open)) return open;
    say(res, open.status, open.title, open.detail);
    return undefined;
  }

  function show(res: Response, status: number, token: string, open: OpenPage, fault?: string): void {
    const { page, decidesAs } = open;
    const form = { token, form: links.signForm(token, now()), needsKey: !deps.acknowledgesByLink, decidesAs };
    send(res, status, noticePageHtml(page, form, fault));
  }

  /** Who acknowledges: the owner of the key, or whoever has the link where that is enough. */
  async function acknowledger(req: Request, res: Response, key: string): Promise<Audited & { readonly name: string }> {
    const of = { req, requestId: stateOf(req).requestId };
    if (key === '' && deps.acknowledgesByLink) {
      return { ...of, caller: undefined, hasSignedLink: true, name: 'signed link' };
    }
    const caller = await ownerOf(req, res, key, acknowledging);
    return { ...of, caller, name: caller.actor.name };
  }

  /** The owner of the key, who may do this. */
  async function ownerOf(
    req: Request,
    res: Response,
    key: string,
    { permission, audit }: typeof acknowledging | typeof deciding,
  ): Promise<Caller> {
    const state = stateOf(req);
    const of = { req, requestId: state.requestId };
    if (key === '') throw new CertloomError('unauthenticated', 'An API key is needed.');
    const caller = await deps.signIn(req, res, { 'x-api-key': key });
    state.caller = caller;
    await authorise(deps.audit, { ...of, caller }, permission, audit);
    return caller;
  }

  async function acknowledge(
    { name, ...of }: Awaited<ReturnType<typeof acknowledger>>,
    certificateUuid: string,
    comment: string,
  ): Promise<void> {
    if (deps.hasRoom?.() === false) throw storageFull();
    const given = acknowledgeBody.safeParse({ comment: comment === '' ? null : comment });
    if (!given.success) {
      throw new CertloomError('validation_failed', 'The comment is too long, or has characters that are not allowed.');
    }
    const params = { certificateUuid };
    const values = (await deps.audit.verbose()) ? { params, query: {}, body: given.data } : { params };
    await carryOut(deps.audit, of, acknowledging.audit, { objects: [], operationData: values }, async (note) => {
      const at = now();
      const before = await deps.acknowledgements.look(certificateUuid, at);
      note({ objects: [{ uuid: certificateUuid, name: certificateName(before.certificate) }] });
      const by = { uuid: of.caller?.actor.uuid ?? null, name };
      await deps.acknowledgements.acknowledgeOnce(before, given.data, by, at);
      return { status: 303 };
    });
  }

  async function acknowledgeHere(req: Request, res: Response, { page }: OpenPage, fields: Fields): Promise<void> {
    const actor = await acknowledger(req, res, fields.key);
    const { acknowledgement } = page;
    if (acknowledgement === null) throw new CertloomError('invalid_state', 'There is nothing to acknowledge here.');
    await acknowledge(actor, acknowledgement.certificate, fields.comment);
  }

  async function decideHere(req: Request, res: Response, { target, page }: OpenPage, fields: Fields): Promise<void> {
    const link = target.kind === 'decision' && fields.key === '' ? target : undefined;
    const { requestId } = stateOf(req);
    const caller =
      link === undefined
        ? await ownerOf(req, res, fields.key, deciding)
        : await linkCaller(deps.approvals.personal, deps.audit, { req, requestId }, link);
    const approval = page.decision?.approval ?? link?.id;
    if (approval === undefined) throw new CertloomError('approval_closed', 'There is nothing to decide here any more.');
    if (deps.hasRoom?.() === false) throw storageFull();
    const of = { req, requestId, caller };
    const values = { params: { uuid: approval }, decision: fields.decision };
    await carryOut(deps.audit, of, deciding.audit, { objects: [], operationData: values }, async (note) => {
      note({ objects: [{ uuid: approval, name: page.title }] });
      await decide(caller, approval, fields, link);
      return { status: 303 };
    });
  }

  router.use((req, _res, next) => {
    stateOf(req).route = (req.method === 'POST' ? formTemplates[req.path] : undefined) ?? template;
    next();
  });
  router.use(securityHeaders({ style: pageStyle }), (_req, res, next) => {
    res.setHeader('X-Robots-Tag', 'noindex, nofollow');
    next();
  });
  router.use(createAddressLimiter('pages', deps.perMinute ?? 60));

  router.post(
    Object.keys(formTemplates),
    (req, _res, next) => next(isForeign(req) || isAhead(req) ? new CertloomError('forbidden', tooFar) : undefined),
    express.urlencoded({ extended: false, inflate: false, limit: formBytes, parameterLimit: 10 }),
    async (req, res) => {
      const fields = fieldsOf(req.body);
      const open = await pageOf(fields.token, res);
      if (open === undefined) return;
      const refuse = async (error: CertloomError) => {
        // As it is now: somebody may have been faster, and that is why.
        const current = await pageOf(fields.token, res);
        if (current === undefined) return;
        const { status, headers } = refusalOf(error);
        for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
        show(res, status, fields.token, current, error.message);
      };
      if (!links.isFreshForm(fields.form, fields.token, now())) {
        await refuse(new CertloomError('forbidden', 'The page was open for too long. Please press the button again.'));
        return;
      }
      try {
        await (req.path === '/decide' ? decideHere : acknowledgeHere)(req, res, open, fields);
      } catch (thrown) {
        const { error, expected } = toAppError(thrown);
        if (!expected) throw thrown;
        await refuse(error);
        return;
      }
      // Loading the page again then sends nothing again.
      res.redirect(303, fields.token);
    },
  );

  router.use(readOnly);
  router.get('/:token', async (req, res) => {
    const { token } = req.params;
    const open = await pageOf(token, res);
    if (open !== undefined) show(res, 200, token, open);
  });
  router.use((_req, res) => say(res, 404, 'There is no such page', 'Check that the link is complete.'));
  router.use(explainForPeople);
  return router;
}

const tooFar = 'Open the link of the notice, and press the button on its page.';

/**
 * Whether the form was sent by another site. `Origin` is no help: browsers send `null` for forms of pages that tell no
 * referrer. Programs that are no browsers send neither, and have no session that could be abused.
 */
function isForeign(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Whether a browser sent it ahead of any press of a button. */
function isAhead(req: Request): boolean {
  return /\bprefetch\b/i.test(req.get('sec-purpose') ?? '');
}

type Fields = Readonly<Record<'token' | 'form' | 'key' | 'comment' | 'decision', string>>;

/** What is sent twice, or is not a form at all, counts as left out. */
function fieldsOf(body: unknown): Fields {
  const given: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const of = (name: keyof Fields) => (typeof given[name] === 'string' ? given[name].trim() : '');
  return { token: of('token'), form: of('form'), key: of('key'), comment: of('comment'), decision: of('decision') };
}

function refusalOf(error: CertloomError) {
  const { headers } = problemOf(error, '');
  return { status: problems[error.code].status, headers };
}

function say(res: Response, status: number, title: string, detail: string): void {
  send(res, status, messagePageHtml(title, detail));
}

function send(res: Response, status: number, html: string): void {
  res.status(status).type('html').send(html);
}

/** Refusals as a page; what nobody expected is answered and logged as everywhere. */
const explainForPeople: ErrorRequestHandler = (thrown: unknown, req, res, next) => {
  const { error, expected } = toAppError(thrown);
  if (!expected || res.headersSent) {
    next(thrown);
    return;
  }
  const { status, headers } = refusalOf(error);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  // The rest of a body that nobody reads is not waited for.
  if (!req.complete) res.setHeader('Connection', 'close');
  say(res, status, problems[error.code].title, error.message);
};
