import type { NoticeContext } from '../../domain/notifications/notice';
import { subjectOfNotice } from '../../domain/notifications/notice-subject';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { needsPeople, planRecipients, type People } from '../../domain/notifications/recipient-plan';
import type { NoticePlan } from '../../domain/notifications/recipients';
import type { ClaimedNotice, NoticeStreams, StreamSubject } from './streams';

/** The firing tells the people of the plan. */
export interface SendTurn {
  readonly kind: 'send';
  readonly plan: NoticePlan;
  readonly notice: ClaimedNotice | null;
  /** Null where the event has no streams. */
  readonly cycle: number | null;
}

export type Turn =
  | SendTurn
  /** `unusable`: what stands where an address should, and is none. */
  | { readonly kind: 'nobody'; readonly unusable?: readonly string[] }
  | { readonly kind: 'suppressed'; readonly reason: string };

export interface NoticeTurnDeps {
  readonly streams: Pick<NoticeStreams, 'takeTurn'>;
  readonly people: () => Promise<People>;
}

/**
 * Whether a firing may tell the people of a profile, and whom.
 * @param isReplay a person asked for it: streams neither hold it back nor count it
 */
export type NoticeTurns = (profile: NotificationProfile, notice: NoticeContext, isReplay?: boolean) => Promise<Turn>;

export function createNoticeTurns({ streams, people }: NoticeTurnDeps): NoticeTurns {
  return async (profile, notice, isReplay = false) => {
    const told = subjectOfNotice(notice);
    const plans = new Map<string | null, NoticePlan>();
    const planAt = async (step: string | null): Promise<NoticePlan> => {
      let plan = plans.get(step);
      if (plan === undefined) {
        const known = needsPeople(profile, step, told) ? await people() : nobody;
        plan = planRecipients(profile, step, told, known).plan;
        plans.set(step, plan);
      }
      return plan;
    };
    const subject = streamSubjectOf(notice);
    if (subject === undefined || isReplay) return toTurn(await planAt(null), null, null);
    const reaches = async (step: string | null) => (await planAt(step)).reason === undefined;
    const turn = await streams.takeTurn(profile, profile.uuid, subject, reaches);
    switch (turn.kind) {
      case 'nobody':
        return toNobody([...plans.values()].flatMap(({ unusable }) => unusable ?? []));
      case 'suppressed':
        return turn;
      case 'free':
        return toTurn(await planAt(turn.step), null, turn.cycle);
      case 'claimed':
        return toTurn(await planAt(turn.notice.step), turn.notice, turn.notice.cycle);
    }
  };
}

/** The stream's side of a notice; undefined where the event has no streams. */
export function streamSubjectOf({ envelope, certificate }: NoticeContext): StreamSubject | undefined {
  if (!envelope.monitoring || certificate === null || certificate.notAfter === null) return undefined;
  const { firingId, occurredAt } = envelope;
  const { uuid, notBefore, notAfter } = certificate;
  return { certificate: uuid, firingId, at: new Date(occurredAt), notBefore: notBefore ?? null, notAfter };
}

const nobody: People = { users: new Map(), groups: new Map() };

function toTurn(plan: NoticePlan, notice: ClaimedNotice | null, cycle: number | null): Turn {
  return plan.reason === undefined ? { kind: 'send', plan, notice, cycle } : toNobody(plan.unusable ?? []);
}

function toNobody(unusable: readonly string[]): Turn {
  return { kind: 'nobody', ...(unusable.length === 0 ? {} : { unusable }) };
}
