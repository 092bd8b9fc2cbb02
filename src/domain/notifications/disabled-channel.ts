import type { Channel } from './profile';

/** A channel of a profile that was switched off because its receiver said that it is gone. */
export interface DisabledChannel {
  readonly profile: string;
  readonly channel: Channel;
  readonly disabledAt: Date;
  /** Stable code: `endpoint_gone`. */
  readonly reason: string;
  /** Version of the profile at that moment; null when it was not known. */
  readonly version: number | null;
  /** Digest of the address that is gone: another address is not switched off. */
  readonly target: string;
  /** The firing whose notice met it. */
  readonly firingId: string;
  /** Administrators know. */
  readonly told: boolean;
}
