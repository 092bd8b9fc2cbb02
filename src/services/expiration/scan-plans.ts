import { dueFrom, type ExpirationRule } from '../../domain/expiration/due';
import { nextLook, type NextLook } from '../../domain/expiration/next-look';
import { planFiring, type FiringPlan } from '../../domain/expiration/plan';
import { newWatch, slotOf, type ExpirationWatch } from '../../domain/expiration/watch';
import type { Decision } from '../../domain/firings/decide';
import { nextFlipOf } from '../../domain/firings/next-flip';
import { certificateFiringSubject } from '../../domain/firings/subject';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { createTurns } from '../../store/database/turns';
import type { CandidateCertificate } from '../../store/expiration/candidates';
import { decideBySystem } from '../firings/decide-subject';
import type { FiringRules, ReadySetsOf } from '../firings/rules';
import { hashOfResults } from './result-hash';

export interface ScanPlansDeps {
  readonly profiles: (uuids: readonly string[]) => Promise<readonly NotificationProfile[]>;
}

/** What a due certificate comes to in this scan, and in those that follow. */
export interface Planned {
  readonly plan: FiringPlan;
  /** @param isChecked the inventory was searched for a replacement since */
  readonly next: (isChecked: boolean) => NextLook | null;
}

/** Decides certificates that are due. Nothing is written. */
export function createScanPlans(deps: ScanPlansDeps) {
  return async function planAll(
    rules: FiringRules,
    due: readonly CandidateCertificate[],
    watches: ReadonlyMap<string, ExpirationWatch>,
    at: Date,
  ): Promise<Map<string, Planned>> {
    const slot = slotOf(at);
    const turns = createTurns();
    const decided: { certificate: CandidateCertificate; sets: ReadySetsOf; decision: Decision }[] = [];
    for (const certificate of due) {
      const sets = rules.setsOf(certificate);
      const decision = decideBySystem(rules, certificateFiringSubject(certificate), sets, at);
      decided.push({ certificate, sets, decision });
      await turns.give();
    }
    const named = new Set(decided.flatMap(({ decision }) => decision.effects.flatMap(({ profiles }) => profiles)));
    const profiles = new Map((await deps.profiles([...named])).map((profile) => [profile.uuid, profile]));
    return new Map(
      decided.map(({ certificate, sets, decision }) => {
        const input = {
          decision,
          resultKey: hashOfResults(decision),
          watch: watches.get(certificate.uuid),
          slot,
          now: at,
          notBefore: certificate.notBefore,
          notAfter: certificate.notAfter!,
          withoutTriggers: sets.isEmpty,
          recordWithoutTriggers: rules.recordWithoutTriggers,
          profile: (uuid: string) => profiles.get(uuid),
        };
        const nextFlip = nextFlipOf(sets.ready, certificateFiringSubject(certificate), rules.directory, at);
        const checked = { ...(input.watch ?? newWatch(certificate.uuid)), replacementsCheckedAt: at };
        return [
          certificate.uuid,
          {
            plan: planFiring(input),
            next: (isChecked) => nextLook({ ...input, watch: isChecked ? checked : input.watch, nextFlip }),
          },
        ];
      }),
    );
  };
}

/** How hours go on for one whose window has not begun, or will not. */
export function beforeWindow(certificate: CandidateCertificate, rule: ExpirationRule, at: Date): NextLook {
  const from = dueFrom(certificate, rule);
  if (!isNearingItsEnd(certificate, at) || from === null || from <= at) return { kind: 'none', until: null };
  return { kind: 'ahead', until: slotOf(from) };
}

/** In force, and not at its end. */
export function isNearingItsEnd({ state, archived, notAfter }: CandidateCertificate, at: Date): boolean {
  return state === 'issued' && !archived && notAfter !== null && notAfter > at;
}
