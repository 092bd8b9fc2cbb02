import type { LinkTarget } from '../../domain/notifications/page-link';
import type { LinkSigner } from '../../secrets/link-signer';
import {
  accountGone,
  type PersonalDecisions,
  type PersonalStanding,
} from '../../services/approvals/personal-decisions';
import type { NoticePage, NoticePages } from '../../services/notifications/pages';

/** A page with what its link lets its reader do. */
export interface OpenPage {
  readonly target: LinkTarget;
  readonly page: NoticePage;
  /** In whose name the buttons decide; null: they ask for an API key. */
  readonly decidesAs: string | null;
}

/** What is said in place of a page. */
export interface NoPage {
  readonly status: 403 | 404 | 410;
  readonly title: string;
  readonly detail: string;
}

export interface PageOpenerDeps {
  readonly links: Pick<LinkSigner, 'open'>;
  readonly pages: NoticePages;
  readonly personal: Pick<PersonalDecisions, 'standing'>;
  readonly now: () => Date;
}

/** From the token of a link to what it shows at this moment. Reads only. */
export function createPageOpener({ links, pages, personal, now }: PageOpenerDeps) {
  return async (token: string): Promise<OpenPage | NoPage> => {
    const opened = links.open(token, now());
    if (opened.kind === 'unknown') return unknownLink;
    const { target } = opened;
    if (opened.kind === 'expired') return target.kind === 'decision' ? decisionOver : linkExpired;
    const page = await pages.find(target, now());
    if (page === null) return gone;
    if (target.kind !== 'decision') return { target, page, decidesAs: null };
    const standing = await personal.standing(target);
    return standing.kind === 'refused' ? refused : { target, ...personalPage(page, standing) };
  };
}

function personalPage(
  page: NoticePage,
  standing: Exclude<PersonalStanding, { readonly kind: 'refused' }>,
): Omit<OpenPage, 'target'> {
  if (standing.kind === 'decides') return { page, decidesAs: standing.name };
  if (standing.kind === 'off') return { page, decidesAs: null };
  const remarks = standing.why === null ? page.remarks : [...page.remarks, standing.why];
  return { page: { ...page, remarks, decision: null }, decidesAs: null };
}

const unknownLink: NoPage = {
  status: 404,
  title: 'There is no such page',
  detail: 'Check that the link is complete: some programs break long lines.',
};
const linkExpired: NoPage = {
  status: 410,
  title: 'This link has expired',
  detail: 'A later notice has a new one.',
};
const decisionOver: NoPage = {
  ...linkExpired,
  detail: 'The time for this decision is over. What became of it is in the console.',
};
const gone: NoPage = {
  status: 410,
  title: 'This is not here any more',
  detail: 'It was a sample, or it has been deleted since.',
};
const refused: NoPage = { status: 403, title: 'This link does not count any more', detail: accountGone };
