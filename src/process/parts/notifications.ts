import { randomUUID } from 'node:crypto';
import { createExpirationDigestActivities } from '../../activities/digests';
import { createChannelOperationRoutes } from '../../api/notifications/channel-operations';
import { createDeliveryRoutes } from '../../api/notifications/deliveries';
import { createHealthRoutes } from '../../api/notifications/health';
import { createMessageRoutes } from '../../api/notifications/messages';
import { createNotificationProfileRoutes } from '../../api/notifications/profiles';
import { noticePages } from '../../api/notifications/pages';
import type { Config } from '../../config/config';
import { chosenSinks } from '../../config/event-log-sinks';
import { logWarnings } from '../../domain/event-log/warnings';
import { namesOf } from '../../domain/notifications/included';
import { createPersonalDecisions } from '../../services/approvals/personal-decisions';
import { createNoticePages } from '../../services/notifications/pages';
import { createDigestAssembly } from '../../services/notifications/digest-assembly';
import { oldRejectionErasure } from '../../services/notifications/old-rejections';
import { profileFacts } from '../../services/expiration/due-samples';
import type { MailHealth } from '../../delivery/mail/mail-health';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { startRedelivery } from '../../temporal/runs/redelivery';
import type { Logger } from '../../telemetry/logging';
import type { CreatePart } from './part';
import { warningsOfWorkers } from './workers';

export const notificationsPart: CreatePart = ({ foundation, notifications, expiration, approvals }) => {
  const { stores, now, client, queueName, config, publicUrl, firingUrl, pageUrl, adjustments } = foundation;
  const { secrets, guard, senders, mailHealth } = notifications;
  const { profiles, channelStates, directory } = stores;
  const cycleOf = async (certificate: string) => (await stores.expirationWatches.find(certificate))?.cycle ?? null;
  return {
    name: 'notifications',
    workflows: ['expirationDigest', 'issuerDigest', 'redelivery'],
    routes: () => [
      ...createNotificationProfileRoutes({
        profiles,
        secrets,
        guard,
        channelStates,
        senders,
        usersOf: (uuid) => stores.triggers.referencesOf('notificationProfile', uuid),
        existing: async (kind, uuids) => known(await directory.snapshot(), kind, uuids),
        recipients: () => directory.snapshot(),
        ...profileFacts({ stores, now }),
        loadCertificate: (uuid) => stores.inventory.find(uuid),
        firingUrl,
        pageUrl,
        cycleOf,
        webhook: { instance: config.instance, publicUrl },
        now,
        newId: randomUUID,
      }),
      ...createChannelOperationRoutes({ profiles, channelStates, secrets, now }),
      ...createDeliveryRoutes({
        deliveries: stores.deliveries,
        cycleOf,
        firingsOf: (certificate, limit) => stores.eventHistory.idsOf(certificate, limit),
        digestsOf: (certificate) => stores.digestItems.digestsOf(certificate),
        directory: () => directory.snapshot(),
        startRedelivery: ({ id, firingId }, request) => startRedelivery(client, queueName, { id, firingId }, request),
        now,
      }),
      ...createMessageRoutes({ messages: stores.messages, now }),
      ...createHealthRoutes({
        mail: mailHealth,
        workerWarnings: () => warningsOfWorkers(foundation),
        logWarnings: logWarnings({
          sinks: chosenSinks(config),
          enterpriseId: config.syslogEnterpriseId,
          isWindows: process.platform === 'win32',
        }),
      }),
    ],
    pages: ({ audit, signIn, hasRoom }) => [
      {
        path: '/n',
        router: noticePages({
          links: foundation.linkSigner,
          pages: createNoticePages({
            firings: stores.eventHistory,
            certificate: (uuid) => stores.inventory.find(uuid),
            approval: (uuid) => stores.approvals.find(uuid),
            namesOf: async (certificate) => namesOf(await directory.snapshot(), certificate),
            view: expiration.view,
            digestItems: (deliveryId, limit) => stores.digestItems.ofDelivery(deliveryId, limit),
            digestCertificates: (uuids) => stores.digestCertificates.find(uuids),
            pageUrl,
          }),
          acknowledgements: expiration.acknowledgements,
          approvals: {
            decisions: approvals.decisions,
            directory: () => directory.snapshot(),
            personal: createPersonalDecisions({
              isOn: async () =>
                foundation.decisionLink !== undefined && (await stores.settings.get()).values.approvals.decideByLink,
              users: stores.users,
              roles: stores.roles,
              approvals: stores.approvals,
              now,
            }),
          },
          acknowledgesByLink: config.acknowledgeByLink,
          audit,
          signIn,
          ...(hasRoom === undefined ? {} : { hasRoom }),
          now,
        }),
      },
    ],
    activities: () => {
      const assembly = createDigestAssembly({
        items: stores.digestItems,
        deliveries: stores.deliveries,
        profiles: (uuids) => profiles.findMany(uuids),
        batches: stores.scanBatches,
        isFollowed: (issuer) => stores.validations.isFollowed(issuer),
        writer: notifications.digestWriter,
        now,
        steadyClock: () => performance.now(),
        ...(adjustments.deliveryPace === undefined ? {} : { pace: adjustments.deliveryPace }),
      });
      const digests = createExpirationDigestActivities(assembly);
      return { certloom: { noteBatch: digests.noteBatch }, scan: digests };
    },
    startBackground: () => {
      warnOfLinks(config, publicUrl, foundation.logger);
      void tellMailState(mailHealth, foundation.logger);
      return [];
    },
    backFills: () => [oldRejectionErasure({ notices: stores.oldRejectedNotices, now })],
    tidy: async (at) => {
      await stores.deliveries.eraseOverdue(at);
      await stores.messages.eraseOverdue(at);
    },
  };
};

/** Mails that leave this machine should not lead back to an address that only this machine has. */
function warnOfLinks({ smtpUrl, publicUrl: given }: Config, publicUrl: string, logger: Logger): void {
  if (smtpUrl === undefined || given !== undefined) return;
  logger.warn({ publicUrl }, 'links in mails lead to the address that the API listens on: set CERTLOOM_PUBLIC_URL');
}

/** At the start, so that a wrong mail server is known before the first notice is due. */
async function tellMailState(health: Pick<MailHealth, 'state'>, logger: Logger): Promise<void> {
  const { status, code, detail } = await health.state();
  if (status === 'failed') logger.error({ code, detail }, 'the mail server cannot be used');
  else if (status === 'ok' && detail !== null) logger.warn({ detail }, 'the mail server is used');
  else logger.info({ status }, status === 'off' ? 'no mail server is configured' : 'the mail server can be used');
}

function known(
  { users, groups, roles }: DirectorySnapshot,
  kind: 'user' | 'group' | 'role',
  uuids: readonly string[],
): string[] {
  const objects = { user: users, group: groups, role: roles }[kind];
  return uuids.filter((uuid) => objects.has(uuid));
}
