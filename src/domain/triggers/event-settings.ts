import { events, type EventCode } from '../events/catalogue';
import type { EventSettings } from './trigger';

/** What holds for an event nobody configured. Revision 0: nothing is stored yet. */
export function defaultEventSettings(event: EventCode): EventSettings {
  return {
    event,
    overridePolicy: 'replace',
    onConditionError: 'admit',
    recordWithoutTriggers: !events[event].monitoring,
    retention: null,
    revision: 0,
  };
}

/** Retention of an event whose history is kept for ever. */
export const unlimitedRetention = 'unlimited';
