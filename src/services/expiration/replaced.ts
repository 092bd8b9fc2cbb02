import { isOpenWatch, type ExpirationWatch } from '../../domain/expiration/watch';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { FiringRules } from '../firings/rules';
import type { Predecessor, ReplacementsOf } from './replacements';

export interface ReplacedDeps {
  readonly candidates: Pick<ExpirationCandidates, 'findMany'>;
  readonly watches: Pick<ExpirationWatchStore, 'findMany'>;
  readonly rules: () => Promise<FiringRules>;
  readonly replacementsOf: ReplacementsOf;
  readonly reset: (watches: readonly ExpirationWatch[]) => Promise<void>;
  readonly now: () => Date;
}

/** Whether replacements silence certificates, and what follows from one that has just appeared. */
export function createReplaced(deps: ReplacedDeps) {
  /** Of these, the ones that a valid replacement silences. */
  const replacedAmong = async (rules: FiringRules, predecessors: readonly Predecessor[], at: Date) =>
    new Set((await deps.replacementsOf(rules, predecessors, at)).keys());

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
