import { hostOf, targetOf } from '../../delivery/channels/endpoint-gate';
import { urlRefusal, type OutboundGuard } from '../../outbound/outbound-guard';
import { openSecret, type SecretBox } from '../../secrets/secret-box';
import type { ChannelSettings, NotificationProfile } from '../../domain/notifications/profile';
import { overlapEnd, signingSecrets, withoutEndedSecrets } from '../../domain/notifications/webhook-secrets';
import type { Fault } from '../../domain/problem';
import type { DisabledChannel } from '../../domain/notifications/disabled-channel';
import type { ChannelInput } from './channel-schemas';
import { validationFailed } from '../http/faults';

interface Sealing {
  readonly secrets: SecretBox;
  /** uuid of the profile: what its secrets are bound to. */
  readonly profile: string;
  /** Channels as they are stored; empty for a new profile. */
  readonly before: readonly ChannelSettings[];
  readonly now: Date;
}

/**
 * Channels of a request as they are stored: secrets sealed, those that were left out or given again taken over, and
 * replaced ones dropped whose overlap has ended. Throws `validation_failed` when a new channel lacks its secret.
 */
export function sealChannels(channels: readonly ChannelInput[], sealing: Sealing): ChannelSettings[] {
  return channels.map((channel, index) => sealed(channel, index, sealing));
}

function sealed(channel: ChannelInput, index: number, { secrets: box, profile, before, now }: Sealing) {
  const kept = <C extends ChannelSettings['type']>(type: C) =>
    before.find((other): other is Extract<ChannelSettings, { type: C }> => other.type === type);
  const one = (given: string | undefined, stored: string | undefined, member: string): string => {
    if (given === undefined && stored === undefined) throw missing(index, member);
    // The same text sealed again would look like a change.
    const same = stored !== undefined && (given === undefined || openSecret(box, stored, profile) === given);
    return same ? stored : box.seal(given ?? '', profile);
  };
  switch (channel.type) {
    case 'webhook': {
      const { secrets, ...settings } = channel;
      if (secrets !== undefined) return { ...settings, secrets: secrets.map((secret) => box.seal(secret, profile)) };
      const stored = kept('webhook');
      if (stored === undefined) throw missing(index, 'secrets');
      return { ...withoutEndedSecrets(stored, now), ...settings };
    }
    case 'slack':
      return { type: channel.type, url: one(channel.url, kept('slack')?.url, 'url') };
    case 'teams':
      return { type: channel.type, url: one(channel.url, kept('teams')?.url, 'url') };
    case 'pagerDuty':
      return { ...channel, routingKey: one(channel.routingKey, kept('pagerDuty')?.routingKey, 'routingKey') };
    default:
      return channel;
  }
}

/** What the API shows of channels: secrets are counted or named, never shown. */
export function channelViews(
  { uuid, channels }: Pick<NotificationProfile, 'uuid' | 'channels'>,
  {
    secrets: box,
    disabled,
    now,
  }: { readonly secrets: SecretBox; readonly disabled?: DisabledChannel; readonly now: Date },
): object[] {
  return channels.map((channel) => {
    switch (channel.type) {
      case 'webhook': {
        const { secrets: _sealed, secretsUntil: _until, ...shown } = channel;
        return {
          ...shown,
          secretCount: signingSecrets(channel, now).length,
          overlapEndsAt: overlapEnd(channel, now),
          disabled: disabled?.target === targetOf(channel.url) ? disabledView(disabled) : null,
        };
      }
      case 'slack':
      case 'teams': {
        const url = openSecret(box, channel.url, uuid);
        return { type: channel.type, host: url === undefined ? null : hostOf(url) };
      }
      case 'pagerDuty':
        return { ...channel, routingKey: '[set]' };
      default:
        return channel;
    }
  });
}

/** A channel as it is shown, in the form of a request that changes nothing: without secrets, and what is told of them. */
export function toChannelInput(view: object): object {
  const shown: readonly string[] = ['secretCount', 'overlapEndsAt', 'disabled', 'host', 'routingKey'];
  return Object.fromEntries(Object.entries(view).filter(([member]) => !shown.includes(member)));
}

/** True when a saved webhook goes to another address than before: then what was said of the old one no longer counts. */
export function hasOtherWebhookAddress(before: readonly ChannelSettings[], after: readonly ChannelSettings[]): boolean {
  const addressOf = (channels: readonly ChannelSettings[]) =>
    channels.flatMap((channel) => (channel.type === 'webhook' ? [channel.url] : []))[0];
  return addressOf(before) !== addressOf(after);
}

/** Addresses that no call may go to, with their pointers. */
export function channelAddressFaults(guard: OutboundGuard, channels: readonly ChannelInput[]): Fault[] {
  return channels.flatMap((channel, index) => {
    const member = channel.type === 'pagerDuty' ? 'endpoint' : 'url';
    const url = channel.type === 'pagerDuty' ? channel.endpoint : 'url' in channel ? channel.url : undefined;
    if (url === undefined) return [];
    const refusal = urlRefusal(guard, url);
    return refusal === undefined ? [] : [{ pointer: `/channels/${index}/${member}`, ...refusal }];
  });
}

function disabledView(disabled: DisabledChannel) {
  return { at: disabled.disabledAt, reason: disabled.reason, sinceVersion: disabled.version };
}

function missing(index: number, member: string) {
  const what = { secrets: 'at least one secret', url: 'its URL', routingKey: 'its routing key' }[member];
  return validationFailed([
    { pointer: `/channels/${index}/${member}`, code: 'required', detail: `a new channel of this type needs ${what}` },
  ]);
}
