import { nextNotice } from '../notifications/streams';
import { planFiring, replacementSearchMs, type PlanInput } from './plan';
import type { QuietKind } from './quiet';
import { isAcknowledged, slotOf, staleClaimMs, type ExpirationWatch } from './watch';

/** What hours come to until somebody or something changes it, and from when the clock alone may. */
export interface NextLook {
  readonly kind: QuietKind;
  /** Not later than the first moment at which a look would find something else; null: only a change brings a look. */
  readonly until: Date | null;
}

export interface NextLookInput extends PlanInput {
  /** When the clock changes what a condition says, in milliseconds since 1970; see `NextFlip`. */
  readonly nextFlip: number;
}

/**
 * For how long the plan of a due certificate holds. Null where it fires: its run is what comes next. Pure, and cautious: a look
 * too many costs a moment, one too late a notice.
 */
export function nextLook(input: NextLookInput): NextLook | null {
  const { watch, now, notAfter } = input;
  // That it fired in this hour already says nothing about the next.
  const kind = planFiring({ ...input, watch: watch && { ...watch, slot: null } });
  if (kind === 'fire') return null;
  const moments = [notAfter.getTime(), input.nextFlip, searchDue(watch, now), ...claimsStale(watch, now)];
  const acknowledged = watch !== undefined && isAcknowledged(watch, now);
  if (acknowledged && watch.acknowledged?.until) moments.push(watch.acknowledged.until.getTime());
  if (!acknowledged) moments.push(...noticesDue(input));
  // By the hour, so that many watches are written alike: a look too early finds the same again.
  return { kind, until: slotOf(new Date(Math.min(...moments))) };
}

function searchDue(watch: ExpirationWatch | undefined, now: Date): number {
  const checkedAt = watch?.replacementsCheckedAt?.getTime();
  return checkedAt === undefined || checkedAt > now.getTime() ? now.getTime() : checkedAt + replacementSearchMs + 1;
}

function claimsStale(watch: ExpirationWatch | undefined, now: Date): number[] {
  return Object.values(watch?.streams ?? {}).flatMap(({ claim }) =>
    claim === null ? [] : claim.at > now ? now.getTime() : claim.at.getTime() + staleClaimMs + 1,
  );
}

/** A stream with a notice on its way is looked at once that has ended, which changes the watch. */
function noticesDue({ decision, profile, watch, now, notBefore, notAfter }: NextLookInput): number[] {
  const named = new Set(decision.effects.flatMap(({ profiles }) => profiles));
  return [...named].flatMap((uuid) => {
    const rules = profile(uuid);
    const next = rules === undefined ? null : nextNotice(rules, watch?.streams[uuid], { now, notBefore, notAfter });
    return next === null ? [] : next.getTime();
  });
}
