import { randomBytes, randomUUID } from 'node:crypto';
import { createNotices, type NoticeDeps } from '../../../src/services/notifications/notices';
import type { SendRound } from '../../../src/domain/notifications/send-round';
import { createDigestWriter } from '../../../src/services/notifications/digest-writer';
import { createIncidents } from '../../../src/services/notifications/incidents';
import { createNoticeLedger } from '../../../src/services/notifications/ledger';
import { createNoticeStreams } from '../../../src/services/notifications/streams';
import { createChannelSenders } from '../../../src/delivery/channels/channels';
import { createEndpointGate } from '../../../src/delivery/channels/endpoint-gate';
import { endpointGoneMessage } from '../../../src/delivery/operators/endpoint-gone';
import { createTellAdministrators } from '../../../src/delivery/operators/tell-administrators';
import type { EventLogSink } from '../../../src/event-log/sink';
import { createEventLogWriter } from '../../../src/event-log/writer';
import { createOutboundGuard } from '../../../src/outbound/outbound-guard';
import { createHttpSender } from '../../../src/outbound/http-client';
import { createMailer, type Mailer } from '../../../src/delivery/mail/mailer';
import { createSecretBox } from '../../../src/secrets/secret-box';
import { sampleNotice } from '../../../src/delivery/sample-notice';
import type { EventCode } from '../../../src/domain/events/catalogue';
import type { User } from '../../../src/domain/identity/user';
import type { Group } from '../../../src/domain/identity/group';
import type { NoticeContext } from '../../../src/domain/notifications/notice';
import type { DeliveryPace } from '../../../src/domain/notifications/pace';
import type { NotificationProfile } from '../../../src/domain/notifications/profile';
import { createChannelStateStore } from '../../../src/store/notifications/channel-states';
import { createDeliveryStore } from '../../../src/store/notifications/deliveries';
import { createDigestItemStore } from '../../../src/store/notifications/digest-items';
import { createEventLogEntryStore } from '../../../src/store/event-log/entries';
import { createExpirationWatchStore } from '../../../src/store/expiration/watches';
import { createMessageStore } from '../../../src/store/notifications/messages';
import { createNotificationProfileStore } from '../../../src/store/notifications/profiles';
import { notificationProfile } from '../../support/notification-profile';
import { userOf } from '../../support/user';
import { openDatabase } from '../../support/database';

export const pace: DeliveryPace = { initialMs: 1_000, factor: 2, maxMs: 8_000, giveUpMs: 60_000 };
export const secret = `whsec_${randomBytes(32).toString('base64')}`;

/** Everything from the activities down to real sockets, on a real database, with a clock that the test moves. */
export async function createLedgerWorld(smtpUrl?: string, sinks: readonly EventLogSink[] = []) {
  const database = await openDatabase();
  const { db } = database;
  const stores = {
    profiles: createNotificationProfileStore(db),
    deliveries: createDeliveryStore(db),
    digestItems: createDigestItemStore(db),
    messages: createMessageStore(db),
    entries: createEventLogEntryStore(db),
    watches: createExpirationWatchStore(db),
    channelStates: createChannelStateStore(db),
  };
  await database.buildIndexes();
  const secrets = createSecretBox([randomBytes(32)]);
  const guard = createOutboundGuard(['127.0.0.1']);
  const http = createHttpSender({ guard, timeoutMs: 1_000 });
  const writer = createEventLogWriter(stores.entries, sinks);
  const clock = { at: new Date('2030-01-01T00:00:00Z') };
  const now = () => clock.at;
  const users: User[] = [];
  const groups: Group[] = [];
  const notices = new Map<string, NoticeContext>();
  const mailers: Mailer[] = [];

  const tellAdministrators = createTellAdministrators({
    mailbox: stores.messages,
    writer,
    mailer: createMailer({ url: undefined }),
    from: { name: 'Certloom', address: 'certloom@certloom.example' },
    administrators: async () => users.filter(({ roles }) => roles.includes('administrator')),
    host: 'test-host',
  });
  const gate = createEndpointGate('webhook', {
    states: stores.channelStates,
    tellAdministrators: async (state, about) => void (await tellAdministrators(endpointGoneMessage(state, about))),
    now,
  });

  function sendersWith(url: string | undefined) {
    const timeouts = { connectMs: 500, socketMs: 1_000, totalMs: 1_500 };
    const mailer = createMailer({ url, timeouts });
    mailers.push(mailer);
    return createChannelSenders({
      email: { mailer, from: 'Certloom <certloom@certloom.example>' },
      webhook: { http, secrets, instance: 'test', publicUrl: 'https://certloom.example', gate },
      eventLog: { writer, host: 'test-host' },
      mailbox: stores.messages,
      pageUrl: ({ firingId }) => `https://certloom.example/firings/${firingId}`,
      now,
    });
  }

  const ledger = createNoticeLedger({
    deliveries: stores.deliveries,
    items: stores.digestItems,
    writer: createDigestWriter({
      certificates: async () => new Map(),
      namesOf: () => ({ groups: [], raProfile: null, owner: null }),
      certificateUrl: (uuid) => `https://certloom.example/certificates/${uuid}`,
      listUrl: () => 'https://certloom.example/expiring',
      now,
    }),
    now,
  });
  const incidents = createIncidents({ deliveries: stores.deliveries, start: async () => undefined, now, pace });
  const deps: NoticeDeps = {
    profiles: stores.profiles,
    deliveries: stores.deliveries,
    digests: { ...ledger, insertMissing: stores.digestItems.insertMissing },
    reachedBefore: async () => new Set(),
    people: async () => ({
      users: new Map(users.map((user) => [user.uuid, user])),
      groups: new Map(groups.map((group) => [group.uuid, group])),
    }),
    streams: createNoticeStreams({
      watches: stores.watches,
      deliveries: ledger,
      incidents,
      firingsOf: async () => [],
      now,
    }),
    senders: sendersWith(smtpUrl),
    loadNotice: async (firingId) => notices.get(firingId),
    now,
    newId: randomUUID,
    pace,
    spread: () => 0,
  };
  const activities = createNotices(deps);

  return {
    ...stores,
    db,
    deps,
    activities,
    clock,
    secrets,
    sendersWith,
    users,
    groups,
    pass(ms: number) {
      clock.at = new Date(clock.at.getTime() + ms);
    },

    /** A user in the directory. */
    person(change: Partial<User> = {}): User {
      const uuid = randomUUID();
      const user = userOf(uuid, { displayName: 'A person', ...change });
      users.push(user);
      return user;
    },

    async profile(change: Partial<NotificationProfile>): Promise<NotificationProfile> {
      const uuid = randomUUID();
      const profile = notificationProfile(uuid, now(), change);
      await stores.profiles.insert(profile);
      return profile;
    },

    webhookTo(url: string, profileUuid: string) {
      return { type: 'webhook', url, secrets: [secrets.seal(secret, profileUuid)] } as const;
    },

    /** A firing that can be told of. */
    firing(event: EventCode = 'certificate_uploaded', change: Partial<NoticeContext> = {}): string {
      const firingId = randomUUID();
      const sample = sampleNotice({
        event,
        certificate: null,
        firingId,
        firingUrl: `https://certloom.example/firings/${firingId}`,
        pageUrl: `https://certloom.example/n/${firingId}`,
        actor: { uuid: null, name: 'system' },
        now: clock.at,
      });
      notices.set(firingId, { ...sample, ...change });
      return firingId;
    },

    open(firingId: string, profiles: readonly string[], action = 'a1', trigger = 'trigger') {
      return activities.openDeliveries({
        firingId,
        event: notices.get(firingId)?.envelope.event ?? 'certificate_uploaded',
        actionKey: `${firingId}/${trigger}/${action}`,
        actionId: action,
        triggerUuid: trigger,
        profiles,
      });
    },

    /** One round, as a worker runs it. */
    send(ids: readonly string[], using = activities, signal = new AbortController().signal): Promise<SendRound> {
      return using.sendDeliveries(ids, { signal, heartbeat: () => undefined });
    },

    async close() {
      mailers.forEach((mailer) => mailer.close());
      await http.close();
      await writer.close();
      await database.close();
    },
  };
}

export type LedgerWorld = Awaited<ReturnType<typeof createLedgerWorld>>;
