import type { EventCode } from '../events/catalogue';
import type { ResolvedTrigger } from '../triggers/resolve-sets';
import type { SetPlace } from '../triggers/trigger';
import type { Definition, DefinitionKey } from './definition';

/** A definition that occurrences of its type start, as far as that matters. */
export type StartableDefinition = Pick<Definition, 'uuid' | 'name' | 'keys' | 'createdAt' | 'changedAt' | 'revision'>;

/** In place of a user: a definition runs by its own right, which whoever published it had. */
export const definitionItself = 'definition';
/** Id of its one action. */
export const definitionStart = 'start';

/** What of a subject chooses definitions. */
export interface Placing {
  readonly groups: readonly string[];
  readonly raProfile: string | null;
  readonly discovery?: string | null | undefined;
}

/** Whether a definition is for a subject: it has no keys, or one of them names a place of the subject. */
export function isForSubject({ keys }: Pick<StartableDefinition, 'keys'>, subject: Placing): boolean {
  return keys.length === 0 || keys.some((key) => isPlaceOf(key, subject));
}

function isPlaceOf({ kind, uuid }: DefinitionKey, { groups, raProfile, discovery }: Placing): boolean {
  if (kind === 'group') return groups.includes(uuid);
  if (kind === 'ra_profile') return raProfile === uuid;
  return kind === 'discovery' && discovery === uuid;
}

const platform: SetPlace = { resource: 'settings', objectUuid: null };

/**
 * A definition of an event, where others have their triggers: it matches every subject that no ignore trigger has taken
 * away, and does one thing. So it is recorded, folded, repeated and shown like any of them, behind all others.
 */
export function triggerOfDefinition(definition: StartableDefinition, event: EventCode): ResolvedTrigger {
  const { uuid, name, createdAt, changedAt, revision } = definition;
  return {
    trigger: {
      ...{ uuid, name, description: '', event, kind: 'action', enabled: true, condition: null },
      actions: [
        {
          ...{ id: definitionStart, type: 'startWorkflow', enabled: true, onError: 'continue' },
          ...{ definition: uuid, data: {} },
        },
      ],
      ...{ notificationProfiles: [], version: revision, createdAt, updatedAt: changedAt },
    },
    configuredBy: definitionItself,
    origin: platform,
  };
}
