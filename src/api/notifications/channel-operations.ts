import { randomBytes } from 'node:crypto';
import type { SecretBox } from '../../secrets/secret-box';
import { addDuration, parseDuration } from '../../domain/values/duration';
import type { NotificationProfile, WebhookChannel } from '../../domain/notifications/profile';
import { overlapEnd, rotatedSecrets, secretLimit } from '../../domain/notifications/webhook-secrets';
import { CertloomError } from '../../domain/problem';
import { refuseStale, staleRevision } from '../../domain/revision';
import type { ChannelStateStore } from '../../store/notifications/channel-states';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { rotationInput, rotationView } from './channel-schemas';
import { defineRoute, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';

export interface ChannelOperationDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find' | 'replace'>;
  readonly channelStates: Pick<ChannelStateStore, 'enable'>;
  readonly secrets: SecretBox;
  readonly now: () => Date;
}

const tag = 'Notification profiles';
const write = 'notification-profiles:write';
const secretBytes = 32;

/** What can be done to one channel of a profile, apart from editing it. */
export function createChannelOperationRoutes(deps: ChannelOperationDeps): Route[] {
  async function withWebhook(uuid: string): Promise<{ profile: NotificationProfile; webhook: WebhookChannel }> {
    const profile = await deps.profiles.find(uuid);
    if (profile === null) throw new CertloomError('not_found', 'There is no such notification profile.');
    const webhook = profile.channels.find((channel): channel is WebhookChannel => channel.type === 'webhook');
    if (webhook === undefined) throw new CertloomError('not_found', 'The notification profile has no webhook.');
    return { profile, webhook };
  }

  return [
    defineRoute({
      method: 'post',
      path: '/notification-profiles/{uuid}/channels/webhook/rotate-secret',
      operationId: 'rotateWebhookSecret',
      tag,
      summary: 'Rotate the signing secret of a webhook',
      description:
        'The answer contains the new secret, which cannot be shown again. The present secrets keep signing alongside it ' +
        'until the overlap ends, so that the receiver has time to switch.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'notification-profiles.rotate-secret', resource: 'notificationProfiles' },
      body: rotationInput,
      responses: { 200: { description: 'The new secret', schema: rotationView, etag: true } },
      async handle(context) {
        const { params, body, ifMatch } = context;
        const { profile, webhook } = await withWebhook(params.uuid);
        context.note({ objects: [{ uuid: profile.uuid, name: profile.name }] });
        refuseStale(profile, ifMatch);
        const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`;
        const now = deps.now();
        const overlap = parseDuration(body.overlap);
        const until = overlap === undefined ? now : addDuration(now, overlap, 1);
        const rotated = rotatedSecrets(webhook, deps.secrets.seal(secret, profile.uuid), { now, until });
        if (rotated === undefined) {
          throw new CertloomError(
            'invalid_state',
            `There are ${secretLimit} signing secrets already; wait until an overlap ends, or save the webhook with fewer secrets.`,
          );
        }
        const changed: NotificationProfile = {
          ...profile,
          channels: profile.channels.map((channel) => (channel.type === 'webhook' ? rotated : channel)),
          version: profile.version + 1,
          revision: profile.revision + 1,
          updatedAt: now,
        };
        if (!(await deps.profiles.replace(changed, profile.revision))) throw staleRevision();
        return {
          status: 200,
          revision: changed.revision,
          body: {
            secret,
            secretCount: rotated.secrets.length,
            overlapEndsAt: overlapEnd(rotated, now),
            version: changed.version,
            revision: changed.revision,
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/notification-profiles/{uuid}/channels/webhook/enable',
      operationId: 'enableWebhook',
      tag,
      summary: 'Enable a webhook again after its receiver answered 410 Gone',
      description: 'Deliveries that failed in the meantime stay undeliverable; retry each one by hand.',
      permission: write,
      params: uuidPath,
      audit: { operation: 'notification-profiles.enable-channel', resource: 'notificationProfiles' },
      responses: { 204: { description: 'The webhook is enabled, even if it was before' } },
      async handle(context) {
        const { profile } = await withWebhook(context.params.uuid);
        context.note({ objects: [{ uuid: profile.uuid, name: profile.name }] });
        await deps.channelStates.enable(profile.uuid, 'webhook');
        return { status: 204 };
      },
    }),
  ];
}
