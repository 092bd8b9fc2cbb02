import type { Delivery } from '../notifications/delivery';
import { isFinal } from '../notifications/delivery';
import type { Decision } from './decide';
import type { Firing } from './firing';
import type { FiringSubject } from './subject';

const notWanted = 'notifications are left out of this replay';

/** The decision with all that would be sent skipped. */
export function withoutNotifications(decision: Decision): Decision {
  return {
    ...decision,
    effects: [],
    triggers: decision.triggers.map((result) => ({
      ...result,
      actions: result.actions.map((action) =>
        action.outcome === 'pending' ? { ...action, outcome: 'skipped', message: notWanted } : action,
      ),
    })),
  };
}

/** The subject of an earlier firing in its place of then: the inventory does not say which discovery found a certificate. */
export function placedAgain<S extends FiringSubject>(subject: S, { particulars }: Pick<Firing, 'particulars'>): S {
  const discovery = particulars?.['discoveryUuid'];
  return typeof discovery === 'string' ? { ...subject, discovery } : subject;
}

type Addressed = Pick<Delivery, 'profile' | 'channel' | 'recipient'>;

/** What tells one recipient of a profile's notices from all others. */
export function addressOf({ profile, channel, recipient }: Addressed): string {
  return JSON.stringify([profile, channel, recipient.kind, recipient.value]);
}

/** Who was told by these deliveries, or still is going to be. */
export function addressesReached(deliveries: readonly (Addressed & Pick<Delivery, 'status'>)[]): Set<string> {
  const reached = deliveries.filter(({ status }) => status === 'delivered' || !isFinal(status));
  return new Set(reached.map(addressOf));
}
