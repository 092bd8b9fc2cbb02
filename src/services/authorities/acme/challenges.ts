import { createHash } from 'node:crypto';
import type { AcmeChallengeStore } from '../../../store/authorities/acme-challenges';

/** One name that the authority wants to see under our control. */
export interface Confirmation {
  /** Host name without `*.`, or address. */
  readonly name: string;
  readonly token: string;
  /** RFC 8555, section 8.1. */
  readonly keyAuthorization: string;
}

/** How one kind of challenge is met. */
export interface ChallengeMethod {
  /** Makes ready; may run twice. False: it is not to be seen yet, to be asked again. Throws `AuthorityFault`. */
  prepare(confirmation: Confirmation): Promise<boolean>;
  /** Takes it back once the order has ended; may run twice. */
  clear(confirmation: Confirmation): Promise<void>;
  /** Whether `clear` does anything. */
  readonly leavesTraces: boolean;
}

export function keyAuthorizationOf(token: string, thumbprint: string): string {
  return `${token}.${thumbprint}`;
}

/** A short name of a challenge for the stored state. */
export function markOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url').slice(0, 10);
}

/** Orders that are not confirmed after a day are over at every authority. */
const keptMs = 86_400_000;

/** http-01 (RFC 8555, section 8.3): any API process answers from the store. */
export function createHttpMethod(store: Pick<AcmeChallengeStore, 'put'>, now: () => Date): ChallengeMethod {
  return {
    leavesTraces: false,
    async prepare({ token, keyAuthorization }) {
      await store.put({ token, keyAuthorization, expiresAt: new Date(now().getTime() + keptMs) });
      return true;
    },
    clear: async () => undefined,
  };
}
