import type { CertificateRecord } from '../../domain/certificates/certificate';
import { isValidReplacement, ruleFor, type ExpirationRule } from '../../domain/expiration/due';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { SubjectRules } from '../firings/subject-rules';

export interface ReplacedDeps {
  readonly candidates: Pick<ExpirationCandidates, 'findMany' | 'successors'>;
  readonly watches: Pick<ExpirationWatchStore, 'findMany'>;
  readonly rules: () => Promise<SubjectRules>;
  /** Uuids of the living successors of each; who has none is missing. */
  readonly successorsOf: (predecessors: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
  readonly reset: (watches: readonly ExpirationWatch[]) => Promise<void>;
  readonly now: () => Date;
}

type Predecessor = Pick<CertificateRecord, 'uuid' | 'notAfter'>;

/** The rule that counts for a certificate: its RA profile's over the platform's. */
export function expirationRuleOf(rules: SubjectRules, raProfile: string | null): ExpirationRule {
  return ruleFor(raProfile === null ? null : rules.directory.raProfiles.get(raProfile), rules.settings);
}

/** Whether replacements silence certificates, and what follows from one that has just appeared. */
export function createReplaced(deps: ReplacedDeps) {
  /** Of these, the ones that a valid replacement silences. */
  async function replacedAmong(
    rules: SubjectRules,
    predecessors: readonly Predecessor[],
    at: Date,
  ): Promise<Set<string>> {
    if (predecessors.length === 0) return new Set();
    const successors = await deps.successorsOf(predecessors.map(({ uuid }) => uuid));
    const facts = await deps.candidates.successors([...successors.values()].flat());
    const isReplaced = (predecessor: Predecessor) =>
      (successors.get(predecessor.uuid) ?? []).some((uuid) => {
        const successor = facts.get(uuid);
        return (
          successor !== undefined &&
          isValidReplacement(successor, predecessor, expirationRuleOf(rules, successor.raProfile), at)
        );
      });
    return new Set(predecessors.filter(isReplaced).map(({ uuid }) => uuid));
  }

  return {
    replacedAmong,

    /** Certificates gained a successor: where it is a valid replacement, the notice streams of the cycle end at once. */
    async onReplaced(predecessors: readonly string[]): Promise<void> {
      const watches = await deps.watches.findMany(predecessors);
      const open = [...watches.values()].filter(isOpenWatch);
      if (open.length === 0) return;
      const [rules, certificates] = await Promise.all([
        deps.rules(),
        deps.candidates.findMany(open.map(({ certificate }) => certificate)),
      ]);
      const replaced = await replacedAmong(rules, certificates, deps.now());
      await deps.reset(open.filter(({ certificate }) => replaced.has(certificate)));
    },
  };
}

export type Replaced = ReturnType<typeof createReplaced>;

/** True while the cycle has anything that a replacement ends. */
export function isOpenWatch({ streams, acknowledged, firingId }: ExpirationWatch): boolean {
  return firingId !== null || acknowledged !== null || Object.keys(streams).length > 0;
}
