import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createDigestCertificates } from '../../services/expiration/digest-certificates';
import { reachedBefore } from '../../services/firings/reached-before';
import { createRules } from '../../services/firings/rules';
import { createDigestWriter, type DigestWriter } from '../../services/notifications/digest-writer';
import { createIncidents } from '../../services/notifications/incidents';
import { createNoticeLedger, type NoticeLedger } from '../../services/notifications/ledger';
import { createNoticeStreams, type NoticeStreams } from '../../services/notifications/streams';
import { createNotices, type Notices } from '../../services/notifications/notices';
import type { Config } from '../../config/config';
import { isAdministrator } from '../../domain/identity/roles';
import type { NoticeContext } from '../../domain/notifications/notice';
import { namesOf } from '../../domain/notifications/included';
import { defaultPace } from '../../domain/notifications/pace';
import { channels } from '../../domain/notifications/profile';
import { attemptOutcomes } from '../../delivery/attempt';
import { createChannelSenders } from '../../delivery/channels/channels';
import type { ChannelSenders, FiringPageUrl } from '../../delivery/channels/channel';
import { createEndpointGate } from '../../delivery/channels/endpoint-gate';
import { parseMailbox } from '../../delivery/channels/email';
import { endpointGoneMessage } from '../../delivery/operators/endpoint-gone';
import { createLastingLog, type LastingLog } from '../../event-log/lasting-log';
import { createEventLogWriter, type EventLogWriter } from '../../event-log/writer';
import { createOutboundGuard, type OutboundGuard } from '../../outbound/outbound-guard';
import { createHttpSender, type HttpSender } from '../../outbound/http-client';
import { withPublicAuthorities } from '../../outbound/trust';
import { ehloNameOf } from '../../delivery/mail/ehlo-name';
import { createMailHealth, type MailHealth } from '../../delivery/mail/mail-health';
import { createMailer, type DkimKey, type Mailer } from '../../delivery/mail/mailer';
import { createTellAdministrators, type TellAdministrators } from '../../delivery/operators/tell-administrators';
import { createSecretBox, type SecretBox } from '../../secrets/secret-box';
import { startResolve } from '../../temporal/runs/redelivery';
import { createEventLogSinks } from './event-log-sinks';
import { expirationCoverageOf } from './expiration-coverage';
import type { Foundation } from '../foundation';

const startTimeoutMs = 10_000;

export interface NotificationServices {
  readonly guard: OutboundGuard;
  readonly secrets: SecretBox;
  readonly senders: ChannelSenders;
  readonly eventLog: EventLogWriter;
  /** For those who do not ask twice. */
  readonly lastingLog: LastingLog;
  readonly mailer: Mailer;
  /** POSTs to guarded addresses. */
  readonly http: HttpSender;
  readonly mailHealth: MailHealth;
  readonly streams: NoticeStreams;
  readonly ledger: NoticeLedger;
  readonly digestWriter: DigestWriter;
  readonly tellAdministrators: TellAdministrators;
  readonly notices: Notices;
  close(): Promise<void>;
}

/** Channels as this process is configured, and what is sent over them. */
export function createNotificationServices(foundation: Foundation): NotificationServices {
  const { config, stores, now } = foundation;
  const dkim = dkimKeyOf(config);
  const from = parseMailbox(config.mailFrom);
  if (from === undefined) throw new RangeError('The sender of e-mail must be an address or `Name <address>`.');
  const authorities = config.outboundCa === undefined ? undefined : withPublicAuthorities(config.outboundCa);
  const mailAuthorities = config.smtpCa ?? authorities;
  const mailer = createMailer({
    url: config.smtpUrl,
    name: ehloNameOf({
      configured: config.smtpEhloName,
      publicUrl: config.publicUrl,
      senderDomain: from.address.slice(from.address.lastIndexOf('@') + 1),
      machine: hostname(),
    }),
    ...(mailAuthorities === undefined ? {} : { ca: mailAuthorities }),
    ...(dkim === undefined ? {} : { dkim }),
  });
  const mailHealth = createMailHealth({ mailer, now });
  const guard = createOutboundGuard(config.outboundAllow);
  const secrets = createSecretBox(foundation.keysFor('stored secrets'));
  const sinks = createEventLogSinks(config, authorities);
  const writer = createEventLogWriter(stores.eventLog, sinks);
  const http = createHttpSender({
    guard,
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(config.outboundProxy === undefined ? {} : { proxy: { url: config.outboundProxy, except: config.noProxy } }),
  });
  const host = hostname();
  const tellAdministrators = createTellAdministrators({
    mailbox: stores.messages,
    writer,
    mailer,
    // The sender of e-mail refuses a text that is no mailbox.
    from: parseMailbox(config.mailFrom)!,
    administrators: async () => [...(await stores.directory.snapshot()).users.values()].filter(isAdministrator),
    host,
  });
  const gate = createEndpointGate('webhook', {
    states: stores.channelStates,
    tellAdministrators: async (state, about) => void (await tellAdministrators(endpointGoneMessage(state, about))),
    now,
  });
  // Counted from the event, so that every attempt says the same.
  const pageOfFiring: FiringPageUrl = ({ firingId: id, occurredAt }) =>
    foundation.pageUrl({ kind: 'firing', id }, new Date(occurredAt));
  const senders = createChannelSenders({
    email: { mailer, from: config.mailFrom },
    webhook: {
      http,
      secrets,
      instance: config.instance,
      publicUrl: foundation.publicUrl,
      gate,
    },
    eventLog: { writer, host },
    mailbox: stores.messages,
    pageUrl: pageOfFiring,
    now,
  });

  async function loadNotice(firingId: string): Promise<NoticeContext | undefined> {
    const [notice, run] = await Promise.all([stores.noticePayloads.load(firingId), stores.firings.runOf(firingId)]);
    if (notice === undefined) return undefined;
    const { envelope, rejected, actor, certificateUuid, ownerUuid, groupUuids, subject, issuerChange } = notice;
    const certificate = certificateUuid === null ? null : await stores.inventory.find(certificateUuid);
    return {
      envelope,
      rejected,
      actor,
      certificate: certificate ?? null,
      ...(subject === undefined ? {} : { subject }),
      ...(issuerChange === undefined ? {} : { issuerChange }),
      ...(certificate ? { names: namesOf(await stores.directory.snapshot(), certificate) } : {}),
      ownerUuid,
      groupUuids,
      firingUrl: foundation.firingUrl(firingId),
      pageUrl: pageOfFiring(envelope),
      // The embedded engine's console is an address of this machine, of no use in a mail.
      runUrl:
        run === undefined || config.temporalUiUrl === undefined ? null : foundation.runUrl(run.workflowId, run.runId),
    };
  }

  const { coverageOf } = expirationCoverageOf(foundation);
  const expiringRules = createRules(stores, 'certificate_expiring');
  const digestWriter = createDigestWriter({
    certificates: createDigestCertificates({
      find: (uuids) => stores.digestCertificates.find(uuids),
      coverageOf: async (certificates) => coverageOf(await expiringRules(), certificates, now()),
    }),
    namesOf: async (certificate) => namesOf(await stores.directory.snapshot(), certificate),
    certificateUrl: (id, at) => foundation.pageUrl({ kind: 'certificate', id }, at),
    listUrl: (id, at) => foundation.pageUrl({ kind: 'digest', id }, at),
    now,
  });
  const ledger = createNoticeLedger({
    deliveries: stores.deliveries,
    items: stores.digestItems,
    writer: digestWriter,
    now,
  });
  const incidents = createIncidents({
    deliveries: stores.deliveries,
    start: (delivery) => startResolve(foundation.client, foundation.queueName, delivery, startTimeoutMs),
    now,
    pace: foundation.adjustments.deliveryPace ?? defaultPace,
  });
  const streams = createNoticeStreams({
    watches: stores.expirationWatches,
    deliveries: ledger,
    incidents,
    firingsOf: (certificate, limit) => stores.eventHistory.idsOf(certificate, limit, 'certificate_expiring'),
    now,
  });
  const attempts = foundation.metrics.counter(
    'deliveries_total',
    'Attempts of deliveries that were recorded, by channel and what the delivery became.',
    ['channel', 'outcome'],
    channels.flatMap((channel) => attemptOutcomes.map((outcome) => ({ channel, outcome }))),
  );
  const { decisionLink } = foundation;
  const notices = createNotices({
    countAttempt: (channel, outcome) => attempts.inc({ channel, outcome }),
    streams,
    profiles: stores.profiles,
    deliveries: stores.deliveries,
    digests: {
      insertMissing: (items) => stores.digestItems.insertMissing(items),
      findByFiring: ledger.findByFiring,
      openedAs: ledger.openedAs,
    },
    people: () => stores.directory.snapshot(),
    ...(decisionLink === undefined
      ? {}
      : { decisionLink, decidesByLink: async () => (await stores.settings.get()).values.approvals.decideByLink }),
    senders,
    loadNotice,
    reachedBefore: (firingId) =>
      reachedBefore(
        {
          find: (id) => stores.eventHistory.find(id),
          replaysOf: (id) => stores.eventHistory.replaysOf(id),
          deliveriesOf: ledger.findByFiring,
        },
        firingId,
      ),
    now,
    newId: randomUUID,
    ...(foundation.adjustments.deliveryPace === undefined ? {} : { pace: foundation.adjustments.deliveryPace }),
  });
  return {
    guard,
    secrets,
    senders,
    eventLog: writer,
    mailer,
    http,
    lastingLog: createLastingLog(stores.eventLog, sinks, now, ({ sink, error, reason }) =>
      foundation.logger.warn({ sink, error, reason }, 'entries of the event log wait for a sink'),
    ),
    mailHealth,
    streams,
    ledger,
    digestWriter,
    tellAdministrators,
    notices,
    async close() {
      mailHealth.stop();
      mailer.close();
      await http.close();
      await writer.close();
    },
  };
}

/** All three or none: the configuration sees to it. */
function dkimKeyOf({ dkimDomain: domain, dkimSelector: selector, dkimKey: privateKey }: Config): DkimKey | undefined {
  if (domain === undefined || selector === undefined || privateKey === undefined) return undefined;
  return { domain, selector, privateKey };
}
