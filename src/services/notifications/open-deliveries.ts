import type { ValidationStatus } from '../../domain/certificates/certificate';
import { isCollected } from '../../domain/notifications/digest-item';
import { withIncluded } from '../../domain/notifications/included';
import { mayBeCollected } from '../../domain/firings/effects';
import { addressOf } from '../../domain/firings/replay';
import { rowsOfAction } from '../../domain/notifications/delivery';
import type { NoticeContext } from '../../domain/notifications/notice';
import type { NoticePlan } from '../../domain/notifications/recipients';
import type { DeliveryPace } from '../../domain/notifications/pace';
import type { Channel, NotificationProfile } from '../../domain/notifications/profile';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import type { DigestItemStore } from '../../store/notifications/digest-items';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { toDeliveries, toDigestItems, type CollectedSubject, type OpenDeliveriesInput } from './delivery-rows';
import type { NoticeLedger } from './ledger';
import { streamSubjectOf, type NoticeTurns, type SendTurn, type Turn } from './turns';

export interface OpenedDeliveries {
  /** Every delivery of the action, new or already there; also when some profiles failed. */
  readonly ids: string[];
  /**
   * `failed`: at least one profile reached nobody, is gone, or has something that is no address where one should be. It
   * stays failed, whatever the other deliveries do. `ok`: nothing is to be sent, because every notice was suppressed;
   * `message` tells why.
   */
  readonly outcome: 'pending' | 'failed' | 'ok';
  readonly code?: 'no_recipients' | 'target_missing' | 'recipient_invalid';
  readonly message?: string;
}

export interface OpenDeliveriesDeps {
  readonly profiles: Pick<NotificationProfileStore, 'findMany'>;
  readonly deliveries: Pick<DeliveryStore, 'findByFiring' | 'insertMissing'>;
  /** Notices that wait for a digest, and the ledger with them in it. */
  readonly digests: Pick<DigestItemStore, 'insertMissing'> & Pick<NoticeLedger, 'findByFiring' | 'openedAs'>;
  readonly turns: NoticeTurns;
  /** What a firing tells of; undefined when it is unknown or erased. */
  readonly loadNotice: (firingId: string) => Promise<NoticeContext | undefined>;
  /** Who was told by the firings that a replay does again, as `addressOf` names them. */
  readonly reachedBefore: (firingId: string) => Promise<ReadonlySet<string>>;
  /** Whether mails may carry links by which their readers decide on approvals; absent: never. */
  readonly decidesByLink?: () => Promise<boolean>;
  readonly now: () => Date;
  readonly pace: DeliveryPace;
}

type Fault = Required<Pick<OpenedDeliveries, 'code' | 'message'>>;

/** Opens the deliveries of one notification action: who gets its notices goes into the ledger, or waits for a digest. */
export function createOpenDeliveries(deps: OpenDeliveriesDeps) {
  async function openProfile(
    input: OpenDeliveriesInput,
    profile: NotificationProfile,
    notice: NoticeContext,
    turn: SendTurn,
    mode: NotificationProfile['mode'],
  ): Promise<void> {
    const now = deps.now();
    const subject = input.replay === undefined ? collectedSubjectOf(notice, now) : undefined;
    const isItem = ({ channel }: { readonly channel: Channel }) =>
      subject !== undefined && isCollected({ mode }, true, channel, subject.following !== undefined);
    const { deliveries } = turn.plan;
    const collected = deliveries.filter(isItem);
    if (collected.length < deliveries.length) {
      const plan = await allowed({ deliveries: deliveries.filter((delivery) => !isItem(delivery)) });
      const told = withIncluded(turn.notice === null ? notice : { ...notice, notice: turn.notice }, profile.include);
      await deps.deliveries.insertMissing(toDeliveries(input, profile, told, { ...turn, plan }, now, deps.pace));
    }
    if (subject !== undefined && collected.length > 0) {
      const plan = { deliveries: collected };
      await deps.digests.insertMissing(toDigestItems(input, profile, notice, { ...turn, plan }, subject, now));
    }
  }

  async function allowed({ deliveries }: Pick<NoticePlan, 'deliveries'>): Promise<Pick<NoticePlan, 'deliveries'>> {
    if (deliveries.every(({ decider }) => decider === undefined)) return { deliveries };
    if ((await deps.decidesByLink?.()) === true) return { deliveries };
    return { deliveries: deliveries.map(({ decider: _decider, ...delivery }) => delivery) };
  }

  /** Doing it again opens nothing twice, and finds what an earlier attempt has opened. */
  return async function openDeliveries(input: OpenDeliveriesInput): Promise<OpenedDeliveries> {
    const notice = await deps.loadNotice(input.firingId);
    const known = new Map((await deps.profiles.findMany(input.profiles)).map((profile) => [profile.uuid, profile]));
    const faults: Fault[] = notice === undefined ? [noticeGone] : [];
    const suppressed: string[] = [];
    const monitoring = notice?.envelope.monitoring === true;
    const reached = input.replay === 'unsent' ? await deps.reachedBefore(input.firingId) : undefined;
    const mayHaveDigest = mayBeCollected(input.event);
    const modes = monitoring ? await deps.digests.openedAs(input.firingId) : undefined;
    for (const uuid of notice === undefined ? [] : new Set(input.profiles)) {
      const profile = known.get(uuid);
      if (profile === undefined) {
        faults.push(profileGone(uuid));
        continue;
      }
      const turn = withoutReached(await deps.turns(profile, notice!, input.replay !== undefined), profile, reached);
      if (turn.kind === 'nobody') faults.push(reachesNobody(profile.name, turn.unusable));
      else if (turn.kind === 'suppressed') suppressed.push(`${profile.name}: ${turn.reason}`);
      else {
        await openProfile(input, profile, notice!, turn, modes?.get(uuid) ?? profile.mode);
        if (turn.plan.unusable !== undefined) faults.push(noAddresses(profile.name, turn.plan.unusable));
      }
    }
    // From the ledger and not from the plan: who was planned before a restart stays planned.
    const rows = await (mayHaveDigest ? deps.digests : deps.deliveries).findByFiring(input.firingId);
    const ids = rowsOfAction(rows, input.actionKey).map(({ id }) => id);
    const [fault] = faults;
    if (fault !== undefined && (notice !== undefined || ids.length === 0)) return { ids, outcome: 'failed', ...fault };
    const told = suppressed.length === 0 ? {} : { message: `suppressed (${suppressed.join('; ')})` };
    return { ids, outcome: ids.length === 0 && suppressed.length > 0 ? 'ok' : 'pending', ...told };
  };
}

/** What a notice that may be in a digest is about; undefined: it goes out by itself. */
function collectedSubjectOf(notice: NoticeContext, now: Date): CollectedSubject | undefined {
  const { issuerChange: issuer, certificate, envelope } = notice;
  if (issuer === undefined) return streamSubjectOf(notice);
  if (certificate === null) return undefined;
  const { oldStatus: from, newStatus: to } = envelope.data as {
    oldStatus: ValidationStatus;
    newStatus: ValidationStatus;
  };
  return { certificate: certificate.uuid, notAfter: certificate.notAfter ?? now, following: { issuer, from, to } };
}

/** Only those of the plan who were not told before. */
function withoutReached(turn: Turn, { uuid }: NotificationProfile, reached: ReadonlySet<string> | undefined): Turn {
  if (turn.kind !== 'send' || reached === undefined) return turn;
  const deliveries = turn.plan.deliveries.filter((one) => !reached.has(addressOf({ profile: uuid, ...one })));
  if (deliveries.length === 0) return { kind: 'suppressed', reason: 'delivered before' };
  return { ...turn, plan: { ...turn.plan, deliveries } };
}

const noticeGone: Fault = { code: 'target_missing', message: 'What the firing told of is no longer stored.' };

function profileGone(uuid: string): Fault {
  return { code: 'target_missing', message: `The notification profile ${uuid} does not exist any more.` };
}

function reachesNobody(name: string, unusable: readonly string[] = []): Fault {
  const why = unusable.length === 0 ? '' : ` No mail address: ${listed(unusable)}.`;
  return { code: 'no_recipients', message: `The notification profile "${name}" reaches nobody for this event.${why}` };
}

/** The others are told; the action fails all the same, since somebody is meant who hears nothing. */
function noAddresses(name: string, unusable: readonly string[]): Fault {
  const message = `The notification profile "${name}" finds what is no mail address: ${listed(unusable)}.`;
  return { code: 'recipient_invalid', message };
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).map((text) => `"${text}"`);
  return texts.length > shown.length ? `${shown.join(', ')} and ${texts.length - shown.length} more` : shown.join(', ');
}
