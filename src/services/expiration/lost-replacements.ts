import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpirationEnds } from '../../store/expiration/ends';
import type { RelationStore } from '../../store/certificates/relations';
import type { FiringRules } from '../firings/rules';
import type { ReplacementsOf } from './replacements';

export interface LostReplacementDeps {
  readonly relations: Pick<RelationStore, 'predecessorsOf'>;
  readonly candidates: Pick<ExpirationCandidates, 'findMany'>;
  readonly replacementsOf: ReplacementsOf;
  readonly ends: Pick<ExpirationEnds, 'mark'>;
  readonly rules: () => Promise<FiringRules>;
  readonly now: () => Date;
}

type Successor = Pick<CertificateRecord, 'uuid' | 'state' | 'archived'>;

/**
 * Carries out what takes a certificate out of force, and opens the ends of those that it had replaced: they have
 * expired, nobody has heard of it, and the scans have let them go.
 */
export function createLostReplacements(deps: LostReplacementDeps) {
  /** Certificates that have ended and that this one replaces up to now. */
  async function endedBehind(successor: Successor): Promise<string[]> {
    if (successor.state !== 'issued' || successor.archived) return [];
    const predecessors = await deps.relations.predecessorsOf(successor.uuid);
    if (predecessors.length === 0) return [];
    const at = deps.now();
    const [rules, certificates] = await Promise.all([deps.rules(), deps.candidates.findMany(predecessors)]);
    const ended = certificates.filter(({ notAfter }) => notAfter !== null && notAfter <= at);
    const replacements = await deps.replacementsOf(rules, ended, at);
    return ended.map(({ uuid }) => uuid).filter((uuid) => replacements.get(uuid)?.includes(successor.uuid) === true);
  }

  return {
    /**
     * @param lose writes the change
     * @param of the only predecessor that loses it; all by default
     */
    async losing<T>(successor: Successor, lose: () => Promise<T>, of?: string): Promise<T> {
      const behind = (await endedBehind(successor)).filter((uuid) => of === undefined || uuid === of);
      // Before, so that they are looked at although this process may die in between; and after, because a scan may have
      // looked at them in between and found them replaced.
      await deps.ends.mark(behind, 'ahead');
      const result = await lose();
      await deps.ends.mark(behind, 'ahead');
      return result;
    },
  };
}

export type LostReplacements = ReturnType<typeof createLostReplacements>;
