import { Context } from '@temporalio/activity';
import { attemptDelivery, type AttemptOutcome } from '../../delivery/attempt';
import type { ChannelSenders } from '../../delivery/channels/channel';
import { deliveryKey, digestGroupKey, streamDeliveryKey } from '../../delivery/delivery-key';
import { dedupKeyOf } from '../../delivery/channels/pager-duty';
import { renderNotice } from '../../delivery/templates/render';
import type { User } from '../../domain/identity/user';
import type { Group } from '../../domain/identity/group';
import {
  isFinal,
  nextWorkAt,
  summarizeDeliveries,
  untriedDelivery,
  type Delivery,
  type DeliverySummary,
  type Recipient,
  type Incident,
} from '../../domain/notifications/delivery';
import { type NoticeContext } from '../../domain/notifications/notice';
import { isCollected } from '../../domain/notifications/digest-item';
import { rulesInForce } from '../../domain/notifications/escalation';
import { incidentChannels } from '../../domain/notifications/incidents';
import { withIncluded } from '../../domain/notifications/included';
import { defaultPace, type DeliveryPace } from '../../domain/notifications/pace';
import type { Channel, DeliveryStatus, NotificationProfile } from '../../domain/notifications/profile';
import { quietUntil } from '../../domain/notifications/quiet-hours';
import {
  planNotice,
  recipientNeeds,
  type DirectoryFacts,
  type NoticePlan,
  type NoticeSubject,
} from '../../domain/notifications/recipients';
import { eventLogFacts } from '../../domain/notifications/template-data';
import { rowsOfAction, type DeliveryStore } from '../../store/notifications/deliveries';
import type { DigestItemStore, NewDigestItem } from '../../store/notifications/digest-items';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import type { NoticeLedger } from './ledger';
import type { ClaimedNotice, NoticeStreams, StreamSubject } from './streams';

/** Ids only: what the message says is loaded by firing id and never enters a workflow's history. */
export interface OpenDeliveriesInput {
  readonly firingId: string;
  readonly event: string;
  /** Firing + trigger + action id: unique for the action of one firing. */
  readonly actionKey: string;
  readonly actionId: string;
  readonly triggerUuid: string;
  readonly profiles: readonly string[];
}

export interface OpenedDeliveries {
  /** Every delivery of the action, new or already there; also when some profiles failed. */
  readonly ids: string[];
  /**
   * `failed`: at least one profile reached nobody, is gone, or has something that is no address where one should be. It stays failed, whatever the other deliveries do. `ok`:
   * nothing is to be sent, because every notice was suppressed; `message` tells why.
   */
  readonly outcome: 'pending' | 'failed' | 'ok';
  readonly code?: 'no_recipients' | 'target_missing' | 'recipient_invalid';
  readonly message?: string;
}

export interface SendRound {
  /** Deliveries of the list that are not in a final state. */
  readonly open: number;
  /** RFC 3339; the earliest moment at which another round has work, null when nothing is open. */
  readonly nextAttemptAt: string | null;
  readonly finished: readonly { readonly id: string; readonly status: DeliveryStatus }[];
}

/** What a workflow proxies. All of it may run twice. */
export interface NotificationActivities {
  openDeliveries(input: OpenDeliveriesInput): Promise<OpenedDeliveries>;
  sendDeliveries(ids: readonly string[]): Promise<SendRound>;
  /**
   * `action` is the action's key, or its id where the id is unique in the firing. Only notices of `monitoring` events
   * may be in digests.
   */
  summarizeAction(firingId: string, action: string, monitoring?: boolean): Promise<DeliverySummary>;
  /** Notice streams of these firings, brought to what the ledger says. */
  settleStreams(firings: readonly { readonly firingId: string; readonly certificate: string }[]): Promise<void>;
}

export interface NotificationDirectory {
  users(uuids: readonly string[]): Promise<readonly User[]>;
  groups(uuids: readonly string[]): Promise<readonly Group[]>;
  roleMembers(roleUuid: string): Promise<readonly User[]>;
}

export interface NotificationActivityDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find' | 'findMany'>;
  readonly deliveries: DeliveryStore;
  /** Notices that wait for a digest, and the ledger with them in it. */
  readonly digests: Pick<DigestItemStore, 'insertMissing'> & Pick<NoticeLedger, 'findByFiring' | 'openedAs'>;
  readonly directory: NotificationDirectory;
  readonly senders: ChannelSenders;
  readonly streams: NoticeStreams;
  /** What a firing tells of; undefined when it is unknown or erased. */
  readonly loadNotice: (firingId: string) => Promise<NoticeContext | undefined>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly pace?: DeliveryPace;
  readonly spread?: () => number;
  readonly countAttempt?: (channel: Channel, outcome: AttemptOutcome) => void;
}

/** Attempts of one round that are on their way at the same time. */
const parallel = 50;
const heartbeatMs = 4_000;

type Fault = Required<Pick<OpenedDeliveries, 'code' | 'message'>>;

/** Notices of a firing: who gets one, the rounds of sending, and what came of it. */
export function createNotificationActivities(deps: NotificationActivityDeps): NotificationActivities {
  const pace = deps.pace ?? defaultPace;
  const spread = deps.spread ?? Math.random;

  async function planOf(profile: NotificationProfile, notice: NoticeContext, step: string | null): Promise<NoticePlan> {
    const subject = subjectOf(notice);
    const rules = rulesInForce(profile, step);
    const needs = recipientNeeds(rules, subject);
    const groups = needs.groups.length === 0 ? [] : await deps.directory.groups(needs.groups);
    const people = [...new Set([...needs.users, ...groups.flatMap(({ members }) => members)])];
    const roles = await Promise.all(
      needs.roles.map(async (role) => [role, await deps.directory.roleMembers(role)] as const),
    );
    const facts: DirectoryFacts = {
      users: people.length === 0 ? [] : await deps.directory.users(people),
      groups,
      roleMembers: Object.fromEntries(roles),
    };
    return planNotice(rules, profile.channels, subject, facts);
  }

  /** Whether this firing may tell the people of a profile, and whom. */
  async function turnOf(profile: NotificationProfile, notice: NoticeContext): Promise<Turn> {
    const subject = streamSubjectOf(notice);
    if (subject === undefined) return asTurn(await planOf(profile, notice, null), null, null);
    const plans = new Map<string | null, NoticePlan>();
    const planAt = async (step: string | null) => {
      const plan = plans.get(step) ?? (await planOf(profile, notice, step));
      plans.set(step, plan);
      return plan;
    };
    const turn = await deps.streams.take(
      profile,
      profile.uuid,
      subject,
      async (step) => (await planAt(step)).reason === undefined,
    );
    if (turn.kind === 'nobody') {
      const unusable = [...plans.values()].flatMap((plan) => plan.unusable ?? []);
      return { kind: 'nobody', ...(unusable.length === 0 ? {} : { unusable }) };
    }
    if (turn.kind === 'suppressed') return turn;
    return turn.kind === 'free'
      ? asTurn(await planAt(null), null, turn.cycle)
      : asTurn(await planAt(turn.notice.step), turn.notice, turn.notice.cycle);
  }

  const findByFiring = (firingId: string, monitoring: boolean): Promise<readonly Delivery[]> =>
    (monitoring ? deps.digests : deps.deliveries).findByFiring(firingId);

  /** Into the ledger, or among what waits for a digest. */
  async function open(
    input: OpenDeliveriesInput,
    profile: NotificationProfile,
    notice: NoticeContext,
    turn: SendTurn,
    mode: NotificationProfile['mode'],
  ): Promise<void> {
    const subject = streamSubjectOf(notice);
    const isItem = ({ channel }: { readonly channel: Channel }) =>
      subject !== undefined && isCollected({ mode }, true, channel);
    const { deliveries } = turn.plan;
    const collected = deliveries.filter(isItem);
    const now = deps.now();
    if (collected.length < deliveries.length) {
      const plan = { deliveries: deliveries.filter((delivery) => !isItem(delivery)) };
      const told = withIncluded(withClaim(notice, turn.notice), profile.include);
      await deps.deliveries.insertMissing(toRows(input, profile, told, { ...turn, plan }, now, pace));
    }
    if (subject !== undefined && collected.length > 0) {
      const plan = { deliveries: collected };
      await deps.digests.insertMissing(toItems(input, profile, notice, { ...turn, plan }, subject, now));
    }
  }

  return {
    async openDeliveries(input) {
      const notice = await deps.loadNotice(input.firingId);
      const known = new Map((await deps.profiles.findMany(input.profiles)).map((profile) => [profile.uuid, profile]));
      const faults: Fault[] = notice === undefined ? [noticeGone] : [];
      const suppressed: string[] = [];
      const monitoring = notice?.envelope.monitoring === true;
      const modes = monitoring ? await deps.digests.openedAs(input.firingId) : undefined;
      for (const uuid of notice === undefined ? [] : new Set(input.profiles)) {
        const profile = known.get(uuid);
        if (profile === undefined) {
          faults.push(profileGone(uuid));
          continue;
        }
        const turn = await turnOf(profile, notice!);
        if (turn.kind === 'nobody') faults.push(reachesNobody(profile.name, turn.unusable));
        else if (turn.kind === 'suppressed') suppressed.push(`${profile.name}: ${turn.reason}`);
        else {
          await open(input, profile, notice!, turn, modes?.get(uuid) ?? profile.mode);
          if (turn.plan.unusable !== undefined) faults.push(noAddresses(profile.name, turn.plan.unusable));
        }
      }
      // From the ledger and not from the plan: who was planned before a restart stays planned.
      const rows = rowsOfAction(await findByFiring(input.firingId, monitoring), input.actionKey);
      const ids = rows.map(({ id }) => id);
      const [fault] = faults;
      if (fault !== undefined && (notice !== undefined || ids.length === 0))
        return { ids, outcome: 'failed', ...fault };
      const told = suppressed.length === 0 ? {} : { message: `suppressed (${suppressed.join('; ')})` };
      return { ids, outcome: ids.length === 0 && suppressed.length > 0 ? 'ok' : 'pending', ...told };
    },

    async sendDeliveries(ids) {
      const { cancellationSignal: signal } = Context.current();
      const beat = setInterval(() => Context.current().heartbeat(), heartbeatMs);
      try {
        const profiles = new Map<string, Promise<NotificationProfile | undefined>>();
        const profile = (uuid: string) => {
          const found = profiles.get(uuid) ?? deps.profiles.find(uuid).then((row) => row ?? undefined);
          profiles.set(uuid, found);
          return found;
        };
        const { deliveries: ledger, senders, now } = deps;
        const { countAttempt: onRecorded } = deps;
        const attempt = {
          ...{ ledger, senders, now, profile, pace, spread },
          ...(onRecorded === undefined ? {} : { onRecorded }),
        };
        const owner = deps.newId();
        const waiting = [...new Set(ids)];
        const lane = async () => {
          for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
            await attemptDelivery(attempt, id, owner, signal);
          }
        };
        await settled(Array.from({ length: Math.min(parallel, waiting.length) }, lane));
      } finally {
        clearInterval(beat);
      }
      return roundOf(await deps.deliveries.findProgress(ids));
    },

    async summarizeAction(firingId, action, monitoring = false) {
      return summarizeDeliveries(rowsOfAction(await findByFiring(firingId, monitoring), action));
    },

    async settleStreams(firings) {
      for (const { firingId, certificate } of firings) await deps.streams.settle(certificate, firingId);
    },
  };
}

interface SendTurn {
  readonly kind: 'send';
  readonly plan: NoticePlan;
  readonly notice: ClaimedNotice | null;
  /** Null where the event has no streams. */
  readonly cycle: number | null;
}

type Turn =
  | SendTurn
  | { readonly kind: 'nobody'; readonly unusable?: readonly string[] }
  | { readonly kind: 'suppressed'; readonly reason: string };

function asTurn(plan: NoticePlan, notice: ClaimedNotice | null, cycle: number | null): Turn {
  if (plan.reason === undefined) return { kind: 'send', plan, notice, cycle };
  return { kind: 'nobody', ...(plan.unusable === undefined ? {} : { unusable: plan.unusable }) };
}

/** The stream's side of a notice; undefined where the event has no streams. */
function streamSubjectOf({ envelope, certificate }: NoticeContext): StreamSubject | undefined {
  if (!envelope.monitoring || certificate === null || certificate.notAfter === null) return undefined;
  const { firingId, occurredAt } = envelope;
  return {
    certificate: certificate.uuid,
    firingId,
    at: new Date(occurredAt),
    notAfter: certificate.notAfter,
  };
}

function withClaim(notice: NoticeContext, claim: ClaimedNotice | null): NoticeContext {
  return claim === null ? notice : { ...notice, notice: claim };
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

function subjectOf({ envelope, rejected, actor, certificate, ownerUuid, groupUuids }: NoticeContext): NoticeSubject {
  const values = Object.values(certificate?.attributes ?? {});
  return {
    event: envelope.event,
    data: envelope.data,
    rejected,
    actorUuid: actor.uuid,
    ownerUuid,
    groupUuids,
    attributes: Object.fromEntries(
      values
        .filter(({ contentType }) => contentType !== 'secret')
        .map(({ name, content }) => [name, content.map(({ data }) => data)]),
    ),
  };
}

function toRows(
  input: OpenDeliveriesInput,
  profile: NotificationProfile,
  notice: NoticeContext,
  { plan, notice: claim, cycle }: SendTurn,
  now: Date,
  pace: DeliveryPace,
): Delivery[] {
  // Held, never dropped: the end of the quiet hours is when the first attempt is due.
  const heldUntil = profile.quietHours === null ? null : quietUntil(profile.quietHours, now);
  const rendered = new Map<string, Delivery['message']>();
  const incident = incidentOf(profile.uuid, notice, claim, cycle);
  return plan.deliveries.map(({ channel, recipient, forAdministrator = false }) => {
    const form = `${channel} ${forAdministrator}`;
    const opened = incidentChannels.includes(channel) ? incident : undefined;
    const message = rendered.get(form) ?? {
      ...renderNotice(profile, channel, forAdministrator ? notice : { ...notice, runUrl: null }),
      envelope: notice.envelope,
      facts: eventLogFacts(notice),
      ...(opened === undefined ? {} : { dedupKey: opened.key }),
    };
    rendered.set(form, message);
    return {
      id: keyOf(input, profile.uuid, notice, claim, channel, recipient),
      firingId: input.firingId,
      event: input.event,
      origins: [{ trigger: input.triggerUuid, actionId: input.actionId, actionKey: input.actionKey }],
      profile: profile.uuid,
      profileVersion: profile.version,
      channel,
      recipient,
      eraseWhenDone: notice.rejected,
      message,
      ...(opened === undefined ? {} : { incident: opened }),
      ...untriedDelivery(now, heldUntil, pace.giveUpMs),
    };
  });
}

/** What a notice of a monitoring event opens where incidents are kept: one for each step of a cycle. */
function incidentOf(
  profile: string,
  { certificate }: NoticeContext,
  claim: ClaimedNotice | null,
  cycle: number | null,
): Incident | undefined {
  if (certificate === null || cycle === null) return undefined;
  const { uuid: object } = certificate;
  const key = dedupKeyOf({ profile, object, cycle, step: claim?.step ?? null });
  return { action: 'trigger', certificate: object, cycle, key };
}

function toItems(
  input: OpenDeliveriesInput,
  profile: NotificationProfile,
  notice: NoticeContext,
  { plan, notice: claim }: SendTurn,
  { certificate, notAfter }: StreamSubject,
  now: Date,
): NewDigestItem[] {
  return plan.deliveries.map(({ channel, recipient }) => ({
    id: keyOf(input, profile.uuid, notice, claim, channel, recipient),
    firingId: input.firingId,
    event: input.event,
    origins: [{ trigger: input.triggerUuid, actionId: input.actionId, actionKey: input.actionKey }],
    profile: profile.uuid,
    profileVersion: profile.version,
    channel,
    recipient,
    certificate,
    notAfter,
    cycle: claim?.cycle ?? null,
    step: claim?.step ?? null,
    number: claim?.number ?? null,
    state: 'waiting' as const,
    deliveryId: null,
    digest: null,
    takenAt: null,
    createdAt: now,
    group: digestGroupKey({ profile: profile.uuid, channel, recipient }),
  }));
}

function keyOf(
  { firingId, event }: OpenDeliveriesInput,
  profile: string,
  { envelope }: NoticeContext,
  claim: ClaimedNotice | null,
  channel: Channel,
  recipient: Recipient,
): string {
  if (claim === null || envelope.objectUuid === null) return deliveryKey({ firingId, profile, channel, recipient });
  return streamDeliveryKey({ profile, event, subject: envelope.objectUuid, ...claim, channel, recipient });
}

function roundOf(rows: readonly Delivery[]): SendRound {
  const open = rows.filter(({ status }) => !isFinal(status));
  const moments = open.flatMap((row) => nextWorkAt(row)?.getTime() ?? []);
  return {
    open: open.length,
    nextAttemptAt: moments.length === 0 ? null : new Date(Math.min(...moments)).toISOString(),
    finished: rows.filter(({ status }) => isFinal(status)).map(({ id, status }) => ({ id, status })),
  };
}

/** Waits for all lanes, so that no attempt outlives the activity; then the first failure counts. */
async function settled(lanes: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(lanes);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
