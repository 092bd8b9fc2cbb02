import type { DecisionLink } from '../../delivery/personal-link';
import type { PageTarget } from '../../domain/notifications/page-link';
import type { LinkSigner } from '../../secrets/link-signer';

const dayMs = 86_400_000;

export interface PageLinkDeps {
  readonly signer: Pick<LinkSigner, 'sign'>;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** For how long a link opens its page; 0: links lead to the API, where an API key is needed. */
  readonly days: number;
}

/**
 * Absolute addresses of pages for people. The last day ends with a whole day in UTC, so that links to the same thing
 * that are made on one day are the same, and so is a message that is written again.
 */
export function createPageLinks({ signer, publicUrl, days }: PageLinkDeps) {
  return (target: PageTarget, from: Date): string => {
    if (days === 0) return `${publicUrl}/api/v1${inApi(target)}`;
    const expiresAt = new Date((Math.floor(from.getTime() / dayMs) + days + 1) * dayMs);
    return `${publicUrl}/n/${signer.sign(target, expiresAt)}`;
  };
}

/** Links by which one user decides, until the approval expires; undefined where there are no links to pages at all. */
export function createDecisionLinks({ signer, publicUrl, days }: PageLinkDeps): DecisionLink | undefined {
  if (days === 0) return undefined;
  return ({ approval: id, user, until }) => `${publicUrl}/n/${signer.sign({ kind: 'decision', id, user }, until)}`;
}

function inApi({ kind, id }: PageTarget): string {
  switch (kind) {
    case 'firing':
      return `/event-history/${id}`;
    case 'certificate':
      return `/certificates/${id}`;
    case 'approval':
      return `/approvals/${id}`;
    case 'digest':
      return '/expiring';
  }
}
