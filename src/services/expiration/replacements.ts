import type { CertificateRecord } from '../../domain/certificates/certificate';
import { countsAsSuccessor } from '../../domain/certificates/relations';
import { isValidReplacement, ruleFor, type ExpirationRule } from '../../domain/expiration/due';
import type { RelationStore } from '../../store/certificates/relations';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { FiringRules } from '../firings/rules';

export interface ReplacementsDeps {
  readonly relations: Pick<RelationStore, 'successorsOf'>;
  readonly candidates: Pick<ExpirationCandidates, 'successors'>;
}

export type Predecessor = Pick<CertificateRecord, 'uuid' | 'notAfter'>;

/** Uuids of the valid replacements of each certificate; who has none is missing. */
export type ReplacementsOf = (
  rules: FiringRules,
  predecessors: readonly Predecessor[],
  at: Date,
) => Promise<ReadonlyMap<string, readonly string[]>>;

/** The rule that counts for a certificate: its RA profile's over the platform's. */
export function expirationRuleOf(rules: FiringRules, raProfile: string | null): ExpirationRule {
  return ruleFor(raProfile === null ? null : rules.directory.raProfiles.get(raProfile), rules.settings);
}

export function createReplacements({ relations, candidates }: ReplacementsDeps): ReplacementsOf {
  return async (rules, predecessors, at) => {
    if (predecessors.length === 0) return new Map();
    const successors = await relations.successorsOf(predecessors.map(({ uuid }) => uuid));
    const counting = ({ uuid }: Predecessor) =>
      (successors.get(uuid) ?? [])
        .filter((relation) => countsAsSuccessor(relation, rules.settings.replacement))
        .map(({ successor }) => successor);
    const facts = await candidates.successors(predecessors.flatMap(counting));
    const isValid = (predecessor: Predecessor, uuid: string) => {
      const successor = facts.get(uuid);
      return (
        successor !== undefined &&
        isValidReplacement(successor, predecessor, expirationRuleOf(rules, successor.raProfile), at)
      );
    };
    const found = predecessors.map(
      (predecessor) => [predecessor.uuid, counting(predecessor).filter((uuid) => isValid(predecessor, uuid))] as const,
    );
    return new Map(found.filter(([, valid]) => valid.length > 0));
  };
}
