import { Context } from '@temporalio/activity';
import { attemptDelivery } from '../delivery/attempt';
import type { ChannelSenders } from '../delivery/channel';
import { deliveryKey } from '../delivery/delivery-key';
import { renderNotice } from '../delivery/templates/render';
import type { Group, User } from '../domain/identity/user';
import {
  isFinal,
  summarizeDeliveries,
  type Delivery,
  type DeliverySummary,
  type NoticeContext,
} from '../domain/notifications/delivery';
import { defaultPace, type DeliveryPace } from '../domain/notifications/pace';
import type { Channel, DeliveryStatus, NotificationProfile } from '../domain/notifications/profile';
import {
  planNotice,
  recipientNeeds,
  type DirectoryFacts,
  type NoticePlan,
  type NoticeSubject,
} from '../domain/notifications/recipients';
import { eventLogFacts } from '../domain/notifications/template-data';
import { rowsOfAction, type DeliveryStore } from '../store/deliveries';
import type { NotificationProfileStore } from '../store/notification-profiles';

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
  /** `failed`: at least one profile reached nobody or is gone. It stays failed, whatever the other deliveries do. */
  readonly outcome: 'pending' | 'failed';
  readonly code?: 'no_recipients' | 'target_missing';
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
  /** `action` is the action's key, or its id where the id is unique in the firing. */
  summarizeAction(firingId: string, action: string): Promise<DeliverySummary>;
}

export interface NotificationDirectory {
  users(uuids: readonly string[]): Promise<readonly User[]>;
  groups(uuids: readonly string[]): Promise<readonly Group[]>;
  roleMembers(roleUuid: string): Promise<readonly User[]>;
}

export interface NotificationActivityDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find' | 'findMany'>;
  readonly deliveries: DeliveryStore;
  readonly directory: NotificationDirectory;
  readonly senders: ChannelSenders;
  /** What a firing tells of; undefined when it is unknown or erased. */
  readonly loadNotice: (firingId: string) => Promise<NoticeContext | undefined>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly pace?: DeliveryPace;
  readonly spread?: () => number;
}

/** Attempts of one round that are on their way at the same time. */
const parallel = 10;
const heartbeatMs = 4_000;

type Fault = Required<Pick<OpenedDeliveries, 'code' | 'message'>>;

/** Notices of a firing: who gets one, the rounds of sending, and what came of it. */
export function createNotificationActivities(deps: NotificationActivityDeps): NotificationActivities {
  const pace = deps.pace ?? defaultPace;
  const spread = deps.spread ?? Math.random;

  async function planOf(profile: NotificationProfile, notice: NoticeContext): Promise<NoticePlan> {
    const subject = subjectOf(notice);
    const needs = recipientNeeds(profile, subject);
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
    return planNotice(profile, subject, facts);
  }

  return {
    async openDeliveries(input) {
      const notice = await deps.loadNotice(input.firingId);
      const known = new Map((await deps.profiles.findMany(input.profiles)).map((profile) => [profile.uuid, profile]));
      const faults: Fault[] = notice === undefined ? [noticeGone] : [];
      for (const uuid of notice === undefined ? [] : new Set(input.profiles)) {
        const profile = known.get(uuid);
        const plan = profile === undefined ? undefined : await planOf(profile, notice!);
        if (profile === undefined || plan === undefined) faults.push(profileGone(uuid));
        else if (plan.reason !== undefined) faults.push(reachesNobody(profile.name));
        else await deps.deliveries.insertMissing(toRows(input, profile, notice!, plan, deps.now(), pace));
      }
      // From the ledger and not from the plan: who was planned before a restart stays planned.
      const rows = rowsOfAction(await deps.deliveries.findByFiring(input.firingId), input.actionKey);
      const ids = rows.map(({ id }) => id);
      const [fault] = faults;
      if (fault === undefined || (notice === undefined && ids.length > 0)) return { ids, outcome: 'pending' };
      return { ids, outcome: 'failed', ...fault };
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
        const attempt = { ledger, senders, now, profile, pace, spread };
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

    async summarizeAction(firingId, action) {
      return summarizeDeliveries(rowsOfAction(await deps.deliveries.findByFiring(firingId), action));
    },
  };
}

const noticeGone: Fault = { code: 'target_missing', message: 'What the firing told of is no longer stored.' };

function profileGone(uuid: string): Fault {
  return { code: 'target_missing', message: `The notification profile ${uuid} does not exist any more.` };
}

function reachesNobody(name: string): Fault {
  return { code: 'no_recipients', message: `The notification profile "${name}" reaches nobody for this event.` };
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
  plan: NoticePlan,
  now: Date,
  pace: DeliveryPace,
): Delivery[] {
  const rendered = new Map<Channel, Delivery['message']>();
  return plan.deliveries.map(({ channel, recipient }) => {
    const message = rendered.get(channel) ?? {
      ...renderNotice(profile, channel, notice),
      envelope: notice.envelope,
      facts: eventLogFacts(notice),
    };
    rendered.set(channel, message);
    return {
      id: deliveryKey({ firingId: input.firingId, profile: profile.uuid, channel, recipient }),
      firingId: input.firingId,
      event: input.event,
      origins: [{ trigger: input.triggerUuid, actionId: input.actionId, actionKey: input.actionKey }],
      profile: profile.uuid,
      profileVersion: profile.version,
      channel,
      recipient,
      status: 'queued',
      attempts: [],
      attemptCount: 0,
      nextAttemptAt: now,
      leaseUntil: null,
      attemptOwner: null,
      possibleRepeat: false,
      eraseWhenDone: notice.rejected,
      message,
      createdAt: now,
      firstAttemptAt: null,
      finishedAt: null,
      giveUpAt: new Date(now.getTime() + pace.giveUpMs),
    };
  });
}

function roundOf(rows: readonly Delivery[]): SendRound {
  const open = rows.filter(({ status }) => !isFinal(status));
  const moments = open.flatMap(({ status, nextAttemptAt, leaseUntil }) => {
    const at = status === 'sending' ? leaseUntil : nextAttemptAt;
    return at === null ? [] : [at.getTime()];
  });
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
