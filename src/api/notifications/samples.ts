import {
  type ChannelSenders,
  type FiringPageUrl,
  type OutgoingNotice,
  sendThrough,
} from '../../delivery/channels/channel';
import { dedupKeyOf } from '../../delivery/channels/pager-duty';
import type { SendResult } from '../../delivery/send-result';
import { deliveryKey } from '../../delivery/delivery-key';
import { sampleNotice } from '../../delivery/sample-notice';
import { RenderBudget, renderNotice } from '../../delivery/templates/render';
import { sentBody } from '../../delivery/channels/sent-body';
import type { WebhookDeps } from '../../delivery/channels/webhook';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { events, type EventCode } from '../../domain/events/catalogue';
import { systemActor } from '../../domain/identity/actor';
import type { DeliveryMessage, Recipient } from '../../domain/notifications/delivery';
import type { NoticeContext, NoticeNames } from '../../domain/notifications/notice';
import { digestRowOf, digestTexts } from '../../domain/notifications/digest';
import { digestMessage } from '../../domain/notifications/digest-delivery';
import { isCollected } from '../../domain/notifications/digest-item';
import { includeNothing, withIncluded } from '../../domain/notifications/included';
import { incidentChannels } from '../../domain/notifications/incidents';
import type { PageTarget } from '../../domain/notifications/page-link';
import { addressing, type Channel, type NotificationProfile } from '../../domain/notifications/profile';
import { isMailAddress } from '../../domain/notifications/address-list';
import { eventLogFacts } from '../../domain/notifications/template-data';
import { CertloomError } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { validationFailed } from '../http/faults';
import { previewRecipients, type PreviewRecipientDeps } from './preview-recipients';
import { assertTemplates } from './templates';
import { previewInput, previewView, testInput, testView } from './profile-schemas';
import { defineRoute, type Caller, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';

export interface NotificationSampleDeps extends PreviewRecipientDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find'>;
  readonly senders: ChannelSenders;
  readonly existing: (kind: 'user' | 'group' | 'role', uuids: readonly string[]) => Promise<readonly string[]>;
  readonly loadCertificate: (uuid: string) => Promise<CertificateRecord | null>;
  /** Certificates that are due, the next to expire first. */
  readonly dueCertificates: (limit: number) => Promise<readonly CertificateRecord[]>;
  readonly namesOf: (certificate: CertificateRecord) => Promise<NoticeNames>;
  /** Names of the custom attributes that certificates can have. */
  readonly attributeNames: () => Promise<ReadonlySet<string>>;
  /** Absolute address of a firing in the API. */
  readonly firingUrl: (firingId: string) => string;
  /** Absolute address of a page that people can open. */
  readonly pageUrl: (target: PageTarget, from: Date) => string;
  /** Cycle of the notices about a certificate; null when there was none yet. */
  readonly cycleOf: (certificateUuid: string) => Promise<number | null>;
  /** As the webhook channel has them, so that a preview shows the same body. */
  readonly webhook: Pick<WebhookDeps, 'instance' | 'publicUrl'>;
  readonly now: () => Date;
  readonly newId: () => string;
}

const tag = 'Notification profiles';
const testLimitMs = 45_000;
/** What the templates of one preview may take in all; what comes later is shown with the default text. */
const previewMs = 100;
/** Rows of a sample of a digest. */
const sampleRows = 10;

/** Texts before anybody gets them, and one marked sample to one recipient. No firing, no ledger row, no counter. */
export function createNotificationSampleRoutes(deps: NotificationSampleDeps): Route[] {
  async function sampleOf(
    { include }: Pick<NotificationProfile, 'include'>,
    { event, certificate, step = null }: SampleOf,
    { actor }: Caller,
  ): Promise<NoticeContext> {
    const firingId = deps.newId();
    const now = deps.now();
    const urls = { firingUrl: deps.firingUrl(firingId), pageUrl: deps.pageUrl({ kind: 'firing', id: firingId }, now) };
    const names = certificate === null ? undefined : await deps.namesOf(certificate);
    const cycle = certificate === null ? null : await deps.cycleOf(certificate.uuid);
    const notice = { cycle: cycle ?? 1, step, number: 1 };
    // Nobody causes what a scan finds.
    const { uuid, name } = events[event].monitoring ? systemActor : actor;
    const sample = sampleNotice({
      event,
      certificate,
      step: events[event].monitoring ? step : null,
      firingId,
      ...urls,
      actor: { uuid, name },
      now,
    });
    return withIncluded({ ...sample, ...(names === undefined ? {} : { names }), notice }, include);
  }

  /** A digest of certificates that are due; of the given one, else of made-up facts, where there are none to show. */
  async function digestOf(
    profile: Pick<NotificationProfile, 'include'>,
    sample: SampleOf,
    caller: Caller,
  ): Promise<(channel: Channel) => DeliveryMessage> {
    const due = caller.permissions.has('certificates:read') ? await deps.dueCertificates(sampleRows) : [];
    const certificates = due.length > 0 ? due : [sample.certificate];
    const notices = await Promise.all(
      certificates.map((certificate) => sampleOf(profile, { ...sample, certificate }, caller)),
    );
    const now = deps.now();
    const link = deps.pageUrl({ kind: 'digest', id: deps.newId() }, now);
    const facts = { rows: notices.map(digestRowOf), total: notices.length, items: [], digest: deps.newId(), link, now };
    return (channel) => digestMessage(facts, channel);
  }

  /** As a delivery of the notice would have it, under the key that the delivery would have. */
  function messageOf(
    profile: SampledProfile,
    channel: Channel,
    notice: NoticeContext,
    budget: RenderBudget,
  ): Addressed {
    const { envelope, certificate } = notice;
    const key = deliveryKey({ firingId: envelope.firingId, profile: profile.uuid, channel, recipient: nobody });
    const message = {
      ...renderNotice(profile, channel, notice, { budget }),
      envelope,
      facts: eventLogFacts(notice),
    };
    if (!envelope.monitoring || !incidentChannels.includes(channel)) return { key, message };
    const object = certificate?.uuid ?? envelope.objectUuid ?? '';
    const { cycle = 1, step = null } = notice.notice ?? {};
    return { key, message: { ...message, dedupKey: dedupKeyOf({ profile: profile.uuid, object, cycle, step }) } };
  }

  const pageOfFiring: FiringPageUrl = ({ firingId, occurredAt }) =>
    deps.pageUrl({ kind: 'firing', id: firingId }, new Date(occurredAt));

  return [
    defineRoute({
      method: 'post',
      path: '/notification-profiles/preview',
      operationId: 'previewNotification',
      tag,
      summary: 'Preview the messages that a profile or a draft would send for an event',
      permission: 'notification-profiles:read',
      body: previewInput,
      responses: { 200: { description: 'One message per channel', schema: previewView } },
      async handle({ body, caller }) {
        if (body.draft !== undefined) {
          const { templates, include } = body.draft;
          assertTemplates(templates, '/draft/templates', { include, attributeNames: await deps.attributeNames() });
        }
        const saved = body.profileUuid === undefined ? undefined : await deps.profiles.find(body.profileUuid);
        if (saved === null) throw wrong('/profileUuid', 'there is no such notification profile');
        const certificate = await certificateOf(deps, body.certificateUuid, caller);
        const channels = saved?.channels.map(({ type }) => type) ?? body.draft?.channels ?? [];
        const { templates, include, mode } = saved ?? body.draft ?? nothing;
        const { event, step } = body;
        const sample = { event, certificate, step };
        const notice = await sampleOf({ include }, sample, caller);
        const shown = [...new Set(channels)];
        const collected = (channel: Channel) => isCollected({ mode }, events[event].monitoring, channel);
        const digest = shown.some(collected) ? await digestOf({ include }, sample, caller) : null;
        const budget = new RenderBudget(previewMs);
        const shownOf = (channel: Channel) => {
          const addressed =
            digest !== null && collected(channel)
              ? { key: '', message: digest(channel) }
              : messageOf({ uuid: saved?.uuid ?? deps.newId(), templates }, channel, notice, budget);
          const settings = saved?.channels.find(({ type }) => type === channel);
          const body = sentBody(channel, settings, addressed, { ...deps.webhook, pageUrl: pageOfFiring });
          const { subject, text, html, defaultTextUsed } = addressed.message;
          const shownText = channel === 'webhook' ? (body ?? '') : text;
          return { channel, subject, text: shownText, html, defaultTextUsed, sent: body ?? null };
        };
        const turns = createTurns();
        const notices: ReturnType<typeof shownOf>[] = [];
        for (const channel of shown) {
          notices.push(shownOf(channel));
          await turns.give();
        }
        const recipients = saved === undefined ? null : await previewRecipients(deps, saved, sample, caller);
        return { status: 200, body: { notices, recipients } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/notification-profiles/{uuid}/test',
      operationId: 'testNotificationProfile',
      tag,
      summary: 'Test a notification profile: send a marked sample to one recipient',
      permission: 'notification-profiles:write',
      params: uuidPath,
      budget: 'testSend',
      audit: { operation: 'notification-profiles.test', resource: 'notificationProfiles' },
      body: testInput,
      responses: { 200: { description: 'The outcome', schema: testView } },
      async handle(context) {
        const {
          params: { uuid },
          body,
          caller,
          signal,
        } = context;
        const profile = await deps.profiles.find(uuid);
        if (profile === null) throw new CertloomError('not_found', 'There is no such notification profile.');
        context.note({ objects: [{ uuid, name: profile.name }] });
        const settings = profile.channels.find(({ type }) => type === body.channel);
        if (settings === undefined) throw wrong('/channel', 'the profile does not have this channel');
        const recipient = await recipientOf(deps, body.channel, body.recipient);
        // Made-up facts only: the sample may go to anybody.
        const notice = await sampleOf(profile, { event: body.event, certificate: null }, caller);
        const rendered = isCollected(profile, events[body.event].monitoring, body.channel)
          ? { ...digestTexts([digestRowOf(notice)], body.channel, { sample: true }), defaultTextUsed: false }
          : renderNotice(profile, body.channel, notice, { sample: true });
        const message = {
          ...rendered,
          envelope: notice.envelope,
          facts: eventLogFacts(notice),
        };
        const key = deliveryKey({
          firingId: notice.envelope.firingId,
          profile: uuid,
          channel: body.channel,
          recipient,
        });
        const outgoing = {
          key,
          profile: uuid,
          profileName: profile.name,
          recipient,
          message,
          rejected: false,
          sample: true,
        };
        const limit = AbortSignal.any([signal, AbortSignal.timeout(testLimitMs)]);
        return { status: 200, body: toView(await sendThrough(deps.senders, settings, outgoing, limit)) };
      },
    }),
  ];
}

interface SampleOf {
  readonly event: EventCode;
  readonly certificate: CertificateRecord | null;
  readonly step?: string | null;
}

type SampledProfile = Pick<NotificationProfile, 'uuid' | 'templates'>;
type Addressed = Pick<OutgoingNotice, 'key' | 'message'>;
const nobody: Recipient = { kind: 'none', value: null };

const nothing = { templates: {}, include: includeNothing, mode: 'single' } as const;

async function certificateOf(
  deps: NotificationSampleDeps,
  uuid: string | undefined,
  { permissions }: Caller,
): Promise<CertificateRecord | null> {
  if (uuid === undefined) return null;
  if (!permissions.has('certificates:read')) {
    throw new CertloomError('forbidden', 'A preview of a certificate needs the permission certificates:read.');
  }
  const certificate = await deps.loadCertificate(uuid);
  if (certificate === null) throw wrong('/certificateUuid', 'there is no such certificate');
  return certificate;
}

async function recipientOf(deps: NotificationSampleDeps, channel: Channel, value: string | null): Promise<Recipient> {
  const kind = addressing[channel];
  if (kind === 'none') {
    if (value !== null) throw wrong('/recipient', 'this channel takes no recipient');
    return { kind, value: null };
  }
  if (kind === 'address') {
    if (!isMailAddress(value)) throw wrong('/recipient', 'an e-mail address is needed');
    return { kind, value };
  }
  if (value === null || (await deps.existing('user', [value])).length === 0) {
    throw wrong('/recipient', 'the uuid of a user is needed');
  }
  return { kind, value };
}

function toView(result: SendResult) {
  return result.kind === 'delivered'
    ? { outcome: 'delivered', code: null, message: null }
    : { outcome: 'failed', code: result.error, message: result.detail };
}

function wrong(pointer: string, detail: string): CertloomError {
  return validationFailed([{ pointer, code: 'wrong_value', detail }]);
}
