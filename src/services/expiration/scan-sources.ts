import { quietKinds, type QuietKind } from '../../domain/expiration/quiet';
import type { CandidateCertificate, CandidateCursor, ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpirationEnds } from '../../store/expiration/ends';
import type { LookCursor } from '../../store/expiration/watch-looks';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { ScanState } from '../../temporal/messages/expiration';
import type { FiringRules } from '../firings/rules';

export interface SourceDeps {
  readonly candidates: Pick<ExpirationCandidates, 'page' | 'findMany'>;
  readonly watches: Pick<ExpirationWatchStore, 'due' | 'looked' | 'findMany' | 'remove'>;
  readonly ends: Pick<ExpirationEnds, 'mark'>;
}

export interface SourcePage {
  readonly certificates: readonly CandidateCertificate[];
  /** Where the next page begins; null: there is none. */
  readonly next: Pick<ScanState, 'cursor' | 'lookedTo'> | null;
}

/** Reads page after page of what a scan looks at; `from` is where the page before ended. */
export type ScanSource = (from: Pick<ScanState, 'cursor' | 'lookedTo'>) => Promise<SourcePage>;

interface Range {
  readonly rules: Pick<FiringRules, 'conditionPaths'>;
  readonly at: Date;
  /** What ends later is outside of every window. */
  readonly until: Date;
}

const pageSize = 500;
/** Whole certificates may have thousands of names. */
const pageSizeWithNames = 50;

/** Everything inside the widest window, in the order in which it ends. */
export function everything({ candidates }: Pick<SourceDeps, 'candidates'>, { rules, at, until }: Range): ScanSource {
  return async ({ cursor }) => {
    const after: CandidateCursor | null = cursor && { ...cursor, notAfter: new Date(cursor.notAfter) };
    const { certificates, next } = await candidates.page(at, until, after, rules.conditionPaths);
    return { certificates, next: next && { cursor: { ...next, notAfter: next.notAfter.toISOString() } } };
  };
}

/** What is due to be looked at, and was not yet in this scan. */
export function dueLooks(deps: SourceDeps, { rules, at, until }: Range): ScanSource {
  const limit = rules.conditionPaths.has('subjectAlternativeNames') ? pageSizeWithNames : pageSize;

  /** Those that scans have nothing to do with any more: nobody looks at them until they come again, or ever. */
  async function letGo(outside: readonly string[], gone: readonly string[]): Promise<void> {
    await deps.watches.remove(gone);
    if (outside.length === 0) return;
    // First, so that they are taken up again although this process may die in between.
    await deps.ends.mark(outside, 'ahead');
    const watches = await deps.watches.findMany(outside);
    const look = { kind: 'none', until: null } as const;
    await deps.watches.looked(
      outside.map((certificate) => ({ certificate, seen: watches.get(certificate), look, isFolded: false })),
      at,
      at,
    );
  }

  return async ({ lookedTo }) => {
    const due = await deps.watches.due(at, lookedTo === undefined ? null : toCursor(lookedTo), limit);
    const fresh = due
      .filter(({ lookedAt }) => lookedAt === null || lookedAt < at)
      .map(({ certificate }) => certificate);
    const found = await deps.candidates.findMany(fresh, rules.conditionPaths);
    const known = new Set(found.map(({ uuid }) => uuid));
    const isOutside = ({ notAfter }: CandidateCertificate) => notAfter !== null && notAfter > until;
    await letGo(
      found.filter(isOutside).map(({ uuid }) => uuid),
      fresh.filter((uuid) => !known.has(uuid)),
    );
    const last = due.at(-1);
    return {
      certificates: found.filter((certificate) => !isOutside(certificate)),
      next: last === undefined || due.length < limit ? null : { cursor: null, lookedTo: fromCursor(last) },
    };
  };
}

function toCursor({ kind, lookAt, certificate }: NonNullable<ScanState['lookedTo']>): LookCursor {
  return {
    kind: quietKinds.find((known): known is QuietKind => known === kind) ?? 'fold',
    lookAt: new Date(lookAt),
    certificate,
  };
}

function fromCursor({ kind, lookAt, certificate }: LookCursor): NonNullable<ScanState['lookedTo']> {
  return { kind, lookAt: lookAt.toISOString(), certificate };
}
