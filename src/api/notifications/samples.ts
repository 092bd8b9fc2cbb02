import { type ChannelSenders, sendThrough } from '../../delivery/channels/channel';
import type { SendResult } from '../../delivery/send-result';
import { deliveryKey } from '../../delivery/delivery-key';
import { sampleNotice } from '../../delivery/sample-notice';
import { renderNotice } from '../../delivery/templates/render';
import { sentBody } from '../../delivery/channels/sent-body';
import type { WebhookDeps } from '../../delivery/channels/webhook';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { events, type EventCode } from '../../domain/events/catalogue';
import type { Recipient, RenderedNotice } from '../../domain/notifications/delivery';
import type { NoticeContext, NoticeNames } from '../../domain/notifications/notice';
import { digestRowOf, digestTexts } from '../../domain/notifications/digest';
import { isCollected } from '../../domain/notifications/digest-item';
import { includeNothing, withIncluded } from '../../domain/notifications/included';
import { addressing, type Channel, type NotificationProfile } from '../../domain/notifications/profile';
import { isMailAddress } from '../../domain/notifications/address-list';
import { eventLogFacts } from '../../domain/notifications/template-data';
import { CertloomError } from '../../domain/problem';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { validationFailed } from '../http/faults';
import { assertTemplates } from './templates';
import { previewInput, previewView, testInput, testView } from './profile-schemas';
import { defineRoute, type Caller, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';

export interface NotificationSampleDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find'>;
  readonly senders: ChannelSenders;
  readonly existing: (kind: 'user' | 'group' | 'role', uuids: readonly string[]) => Promise<readonly string[]>;
  readonly loadCertificate: (uuid: string) => Promise<CertificateRecord | null>;
  /** Certificates that are due, the next to expire first. */
  readonly dueCertificates: (limit: number) => Promise<readonly CertificateRecord[]>;
  readonly namesOf: (certificate: CertificateRecord) => Promise<NoticeNames>;
  /** Names of the custom attributes that certificates can have. */
  readonly attributeNames: () => Promise<ReadonlySet<string>>;
  /** Absolute address of a firing in the viewer. */
  readonly firingUrl: (firingId: string) => string;
  /** As the webhook channel has them, so that a preview shows the same body. */
  readonly webhook: Pick<WebhookDeps, 'instance' | 'publicUrl'>;
  readonly now: () => Date;
  readonly newId: () => string;
}

const tag = 'Notification profiles';
const testLimitMs = 45_000;
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
    const firingUrl = deps.firingUrl(firingId);
    const names = certificate === null ? undefined : await deps.namesOf(certificate);
    const notice = { cycle: 1, step, number: 1 };
    const sample = sampleNotice({ event, certificate, firingId, firingUrl, actor, now: deps.now() });
    return withIncluded({ ...sample, ...(names === undefined ? {} : { names }), notice }, include);
  }

  /** A digest of certificates that are due; of the given one, else of made-up facts, where there are none to show. */
  async function digestOf(
    profile: Pick<NotificationProfile, 'include'>,
    sample: SampleOf,
    caller: Caller,
  ): Promise<(channel: Channel) => RenderedNotice> {
    const due = caller.permissions.has('certificates:read') ? await deps.dueCertificates(sampleRows) : [];
    const certificates = due.length > 0 ? due : [sample.certificate];
    const notices = await Promise.all(
      certificates.map((certificate) => sampleOf(profile, { ...sample, certificate }, caller)),
    );
    const rows = notices.map(digestRowOf);
    return (channel) => digestTexts(rows, channel);
  }

  async function savedProfile(uuid: string) {
    const profile = await deps.profiles.find(uuid);
    if (profile === null) throw new CertloomError('not_found', 'There is no such notification profile.');
    return profile;
  }

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
        const saved = body.profileUuid === undefined ? undefined : await savedProfile(body.profileUuid);
        const certificate = await certificateOf(deps, body.certificateUuid, caller);
        const channels = saved?.channels.map(({ type }) => type) ?? body.draft?.channels ?? [];
        const { templates, include, mode } = saved ?? body.draft ?? nothing;
        const { event, step } = body;
        const sample = { event, certificate, step };
        const notice = await sampleOf({ include }, sample, caller);
        const shown = [...new Set(channels)];
        const collected = (channel: Channel) => isCollected({ mode }, events[event].monitoring, channel);
        const digest = shown.some(collected) ? await digestOf({ include }, sample, caller) : null;
        const notices = shown.map((channel) => {
          const inDigest = digest !== null && collected(channel);
          const rendered = inDigest
            ? { ...digest(channel), defaultTextUsed: false }
            : renderNotice({ templates }, channel, notice);
          const message = { ...rendered, envelope: notice.envelope, facts: eventLogFacts(notice) };
          const settings = saved?.channels.find(({ type }) => type === channel);
          const body = sentBody(channel, settings, message, { ...deps.webhook, firingUrl: deps.firingUrl });
          return { channel, ...rendered, ...(channel === 'webhook' ? { text: body ?? '' } : {}), sent: body ?? null };
        });
        return { status: 200, body: { notices } };
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
        const profile = await savedProfile(uuid);
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
