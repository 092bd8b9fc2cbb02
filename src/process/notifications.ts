import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createNotificationActivities, type NotificationActivities } from '../activities/notifications';
import type { NoticeContext } from '../domain/notifications/delivery';
import { createChannelSenders } from '../delivery/channels';
import type { ChannelSenders } from '../delivery/channel';
import { createFileSink } from '../delivery/event-log/file-sink';
import { createSyslogSink, parseSyslogUrl } from '../delivery/event-log/syslog-sink';
import { createEventLogWriter } from '../delivery/event-log/writer';
import { createOutboundGuard, type OutboundGuard } from '../delivery/guard';
import { createHttpSender } from '../delivery/http-sender';
import { createMailer } from '../delivery/mailer';
import { createSecretBox, type SecretBox } from '../delivery/secret-box';
import type { Foundation } from './foundation';

export interface Notifications {
  readonly guard: OutboundGuard;
  readonly secrets: SecretBox;
  readonly senders: ChannelSenders;
  readonly activities: NotificationActivities;
  close(): Promise<void>;
}

/** Channels as this process is configured, and the activities over them. */
export function createNotifications(foundation: Foundation): Notifications {
  const { config, stores, now } = foundation;
  const mailer = createMailer({ url: config.smtpUrl });
  const sinks = [
    createFileSink({ path: join(config.dataDir, 'event-log', `certloom-${process.pid}.jsonl`) }),
    ...(config.syslogUrl === undefined ? [] : [createSyslogSink(parseSyslogUrl(config.syslogUrl))]),
  ];
  const guard = createOutboundGuard(config.outboundAllow);
  const secrets = createSecretBox([foundation.keyFor('stored secrets')]);
  const writer = createEventLogWriter(stores.eventLog, sinks);
  const senders = createChannelSenders({
    email: { mailer, from: config.mailFrom },
    webhook: {
      http: createHttpSender({ guard }),
      secrets,
      instance: config.instance,
      publicUrl: foundation.publicUrl,
    },
    eventLog: { writer, host: hostname() },
    mailbox: stores.messages,
    now,
  });

  async function loadNotice(firingId: string): Promise<NoticeContext | undefined> {
    const notice = await stores.notices.load(firingId);
    if (notice === null) return undefined;
    const { envelope, rejected, actor, certificateUuid, ownerUuid, groupUuids } = notice;
    const [firing] = await stores.firings.load([firingId]);
    const certificate = certificateUuid === null ? null : await stores.inventory.find(certificateUuid);
    return {
      envelope,
      rejected,
      actor,
      certificate: certificate ?? null,
      ownerUuid,
      groupUuids,
      firingUrl: foundation.firingUrl(firingId),
      runUrl: firing === undefined ? null : foundation.runUrl(firing.workflowId, firing.runId),
    };
  }

  const activities = createNotificationActivities({
    profiles: stores.profiles,
    deliveries: stores.deliveries,
    directory: {
      users: async (uuids) => pick((await stores.directory.snapshot()).users, uuids),
      groups: async (uuids) => pick((await stores.directory.snapshot()).groups, uuids),
      roleMembers: async (role) =>
        [...(await stores.directory.snapshot()).users.values()].filter((user) => user.roles.includes(role)),
    },
    senders,
    loadNotice,
    now,
    newId: randomUUID,
    ...(foundation.adjustments.deliveryPace === undefined ? {} : { pace: foundation.adjustments.deliveryPace }),
  });
  return {
    guard,
    secrets,
    senders,
    activities,
    async close() {
      mailer.close();
      await writer.close();
    },
  };
}

function pick<T>(map: ReadonlyMap<string, T>, keys: readonly string[]): T[] {
  return keys.flatMap((key) => map.get(key) ?? []);
}
