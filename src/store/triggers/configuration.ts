import type { Connection } from 'mongoose';
import type { EventCode } from '../../domain/events/catalogue';
import type { EventSettings, Trigger, TriggerSet } from '../../domain/triggers/trigger';
import { createConfigurationRevision } from './configuration-revision';
import { createEventSettingsStore } from './event-settings';
import { createTriggerSetStore } from './sets';
import { createTriggerStore } from './triggers';

/** All that is configured for one event, at every place: the input of `resolveSets`. */
export interface TriggerConfiguration {
  readonly sets: readonly TriggerSet[];
  readonly triggers: readonly Trigger[];
  readonly settings: EventSettings;
  /** Revision of the configuration it was read under. */
  readonly revision: number;
}

/** A crash between a write and its announcement must not leave other processes with old rules for ever. */
const trustedForMs = 30_000;

/**
 * Reads what is configured for an event and keeps it in the process. Each use asks for one number; only when that has
 * moved are sets, triggers and settings read again, so that a firing costs one look-up however many triggers apply.
 */
export function createTriggerConfiguration(db: Connection, clock: () => number = Date.now) {
  const revisions = createConfigurationRevision(db);
  const sets = createTriggerSetStore(db);
  const triggers = createTriggerStore(db);
  const settings = createEventSettingsStore(db);
  const cache = new Map<EventCode, { readonly readAt: number; readonly content: Promise<TriggerConfiguration> }>();

  async function read(event: EventCode, revision: number): Promise<TriggerConfiguration> {
    const [found, eventSettings] = await Promise.all([sets.findByEvent(event), settings.find(event)]);
    const uuids = found.flatMap((set) => [...set.ignore, ...set.actions].map(({ trigger }) => trigger));
    return { sets: found, triggers: await triggers.findMany(uuids), settings: eventSettings, revision };
  }

  return {
    async load(event: EventCode): Promise<TriggerConfiguration> {
      // Before the content: who reads a write early reads it again, nobody keeps the old one under the new number.
      const revision = await revisions.read();
      const kept = cache.get(event);
      if (kept !== undefined && clock() - kept.readAt < trustedForMs) {
        const content = await kept.content;
        if (content.revision === revision) return content;
      }
      const content = read(event, revision);
      cache.set(event, { readAt: clock(), content });
      content.catch(() => cache.delete(event));
      return content;
    },
  };
}

export type TriggerConfigurationStore = ReturnType<typeof createTriggerConfiguration>;
