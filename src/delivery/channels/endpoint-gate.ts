import { createHash } from 'node:crypto';
import type { DisabledChannel } from '../../domain/notifications/disabled-channel';
import type { Channel } from '../../domain/notifications/profile';
import type { OutgoingNotice } from './channel';

/** What the gate needs of the store of channel states. */
export interface EndpointStates {
  find(profile: string, channel: Channel): Promise<DisabledChannel | null>;
  disable(state: Omit<DisabledChannel, 'told'>): Promise<DisabledChannel>;
  markTold(state: DisabledChannel): Promise<void>;
  enable(profile: string, channel: Channel, target?: string): Promise<void>;
}

/** Remembers addresses that answered 410 Gone, so that nothing more is sent there. */
export interface EndpointGate {
  isDisabled(notice: OutgoingNotice, url: string): Promise<boolean>;
  /** The address answered that it is gone. May be told more than once. */
  disable(notice: OutgoingNotice, url: string): Promise<void>;
}

export interface EndpointGateDeps {
  readonly states: EndpointStates;
  /** Twice about one state, it leaves one message. */
  readonly tellAdministrators: (
    state: DisabledChannel,
    about: { readonly profileName: string; readonly host: string },
  ) => Promise<void>;
  readonly now: () => Date;
}

/** The gate of one channel type. A state belongs to an address: with another one the channel is on again. */
export function createEndpointGate(
  channel: Channel,
  { states, tellAdministrators, now }: EndpointGateDeps,
): EndpointGate {
  async function tellOnce(state: DisabledChannel, notice: OutgoingNotice, url: string): Promise<void> {
    if (state.told) return;
    try {
      await tellAdministrators(state, { profileName: notice.profileName ?? notice.profile, host: hostOf(url) });
      await states.markTold(state);
    } catch {
      // The next delivery that is refused tells it again.
    }
  }

  return {
    async isDisabled(notice, url) {
      const state = await states.find(notice.profile, channel);
      if (state === null) return false;
      if (state.target !== targetOf(url)) {
        await states.enable(notice.profile, channel, state.target);
        return false;
      }
      await tellOnce(state, notice, url);
      return true;
    },

    async disable(notice, url) {
      const state = await states.disable({
        profile: notice.profile,
        channel,
        disabledAt: now(),
        reason: 'endpoint_gone',
        version: notice.profileVersion ?? null,
        target: targetOf(url),
        firingId: notice.message.envelope.firingId,
      });
      await tellOnce(state, notice, url);
    },
  };
}

/** Digest of an address, for comparing only: an address may hold a token. */
export function targetOf(url: string): string {
  return createHash('sha256').update(url).digest('hex');
}

/** Host of an address for people; empty when there is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
