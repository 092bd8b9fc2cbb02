import { pagerDutyEndpoint } from '../../delivery/channels/pager-duty';
import type { ChannelSettings } from '../../domain/notifications/profile';
import type { Fault } from '../../domain/problem';
import type { ChannelInput } from './channel-schemas';

type Sealed = Extract<ChannelSettings, { type: 'webhook' | 'pagerDuty' }>;

/**
 * Faults of channels that keep a stored secret and would use it at another origin (RFC 6454: scheme, host and port) than
 * the one it was given for. Who may edit a profile could otherwise have it sent to themselves. An address that is a
 * secret as a whole has no other origin.
 */
export function originFaults(channels: readonly ChannelInput[], before: readonly ChannelSettings[]): Fault[] {
  return channels.flatMap((channel, index) => {
    if (channel.type !== 'webhook' && channel.type !== 'pagerDuty') return [];
    const member = channel.type === 'webhook' ? 'secrets' : 'routingKey';
    const given = channel.type === 'webhook' ? channel.secrets : channel.routingKey;
    const stored = before.find((other): other is Sealed => other.type === channel.type);
    if (given !== undefined || stored === undefined || originOf(channel) === originOf(stored)) return [];
    const detail = `the stored secret was given for ${originOf(stored)}; give one for ${originOf(channel)}`;
    return [{ pointer: `/channels/${index}/${member}`, code: 'secret_of_other_origin', detail }];
  });
}

/** Faults of channels whose secret would travel in clear: addresses with `http:`, but for this machine. */
export function clearTextFaults(channels: readonly ChannelInput[]): Fault[] {
  return channels.flatMap((channel, index) => {
    const [member, url] =
      channel.type === 'pagerDuty'
        ? ['endpoint', channel.endpoint]
        : channel.type === 'slack' || channel.type === 'teams'
          ? ['url', channel.url]
          : ['', undefined];
    if (url === undefined || !URL.canParse(url)) return [];
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'http:' || isThisMachine(hostname)) return [];
    const detail = 'https is needed here: the secret would travel in clear';
    return [{ pointer: `/channels/${index}/${member}`, code: 'https_required', detail }];
  });
}

function originOf(channel: { readonly type: string; readonly url?: string; readonly endpoint?: string }): string {
  const url = channel.type === 'webhook' ? channel.url : (channel.endpoint ?? pagerDutyEndpoint);
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : '';
}

/** WHATWG URL has brought every notation of an address into one form. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
