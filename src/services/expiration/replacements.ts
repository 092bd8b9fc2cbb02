import type { CertificateRecord } from '../../domain/certificates/certificate';
import { coverageBy, type Coverage } from '../../domain/expiration/coverage';
import { isValidReplacement, replacesUntil, ruleFor, type ExpirationRule } from '../../domain/expiration/due';
import { groupBy } from '../../domain/values/group-by';
import type { RelationStore } from '../../store/certificates/relations';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { FiringRules } from '../firings/rules';
import type { PresentRelations } from './present-relations';

export interface ReplacementsDeps {
  readonly relations: Pick<RelationStore, 'successorsOf'>;
  readonly candidates: Pick<ExpirationCandidates, 'successors'>;
  readonly present: PresentRelations;
}

export type Predecessor = Pick<CertificateRecord, 'uuid' | 'notAfter'>;

/** How far the successors of each certificate do its work; who has no successor in force is missing. */
export type CoverageOf = (
  rules: FiringRules,
  predecessors: readonly Predecessor[],
  at: Date,
) => Promise<ReadonlyMap<string, Coverage>>;

/** Uuids of the valid replacements of each certificate; who has none is missing. */
export type ReplacementsOf = (
  rules: FiringRules,
  predecessors: readonly Predecessor[],
  at: Date,
) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Until when each of these certificates is silenced by a valid replacement; who has none is missing. */
export type ReplacedUntil = (
  rules: FiringRules,
  predecessors: readonly Predecessor[],
  at: Date,
) => Promise<ReadonlyMap<string, Date>>;

/** The rule that counts for a certificate: its RA profile's over the platform's. */
export function expirationRuleOf(rules: FiringRules, raProfile: string | null): ExpirationRule {
  return ruleFor(raProfile === null ? null : rules.directory.raProfiles.get(raProfile), rules.settings);
}

export function createCoverage({ relations, candidates, present }: ReplacementsDeps): CoverageOf {
  return async (rules, predecessors, at) => {
    if (predecessors.length === 0) return new Map();
    const stored = await relations.successorsOf(predecessors.map(({ uuid }) => uuid));
    const ruleOf = async () => (raProfile: string | null) => expirationRuleOf(rules, raProfile);
    const relevant = await present([...stored.values()].flat(), ruleOf);
    const successions = groupBy(relevant, ({ predecessor }) => predecessor);
    const facts = await candidates.successors(relevant.map(({ successor }) => successor));
    const validUntil = (predecessor: Predecessor, uuid: string): Date | undefined => {
      const successor = facts.get(uuid);
      if (successor === undefined) return undefined;
      const rule = expirationRuleOf(rules, successor.raProfile);
      return isValidReplacement(successor, predecessor, rule, at) ? replacesUntil(successor, rule, at) : undefined;
    };
    const coverages = predecessors.flatMap((predecessor) => {
      const valid = (successions.get(predecessor.uuid) ?? []).flatMap((succession) => {
        const until = validUntil(predecessor, succession.successor);
        return until === undefined ? [] : [{ ...succession, until }];
      });
      if (valid.length === 0) return [];
      return [[predecessor.uuid, coverageBy(valid, rules.settings.replacement)] as const];
    });
    return new Map(coverages);
  };
}

export function replacementsBy(coverageOf: CoverageOf): ReplacementsOf {
  return async (rules, predecessors, at) => {
    const coverages = await coverageOf(rules, predecessors, at);
    const replaced = [...coverages].filter(([, { replacedBy }]) => replacedBy.length > 0);
    return new Map(replaced.map(([uuid, { replacedBy }]) => [uuid, replacedBy]));
  };
}

export function replacedUntilBy(coverageOf: CoverageOf): ReplacedUntil {
  return async (rules, predecessors, at) => {
    const coverages = await coverageOf(rules, predecessors, at);
    return new Map(
      [...coverages].flatMap(([uuid, { replacedUntil }]) => (replacedUntil === null ? [] : [[uuid, replacedUntil]])),
    );
  };
}
