import type { Action } from '../../domain/actions/action';
import type { Condition } from '../../domain/conditions/tree';
import type { EventCode } from '../../domain/events/catalogue';
import type { Trigger, TriggerKind } from '../../domain/triggers/trigger';

/** A trigger as stored, without its key: the same in `triggers` and in `trigger_versions`. */
export interface TriggerContent {
  readonly name: string;
  readonly description: string;
  readonly event: string;
  readonly kind: string;
  readonly enabled: boolean;
  /** JSON text of condition, actions and message: what users write inside never becomes a field name of the database. */
  readonly definition: string;
  readonly notificationProfiles: readonly string[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const text = { type: String, required: true };
/** mongoose takes '' for absent when `required` is set. */
const textOrEmpty = { type: String, default: '' };

export const triggerFields = {
  name: text,
  description: textOrEmpty,
  event: text,
  kind: text,
  enabled: { type: Boolean, required: true },
  definition: text,
  notificationProfiles: [String],
  version: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
} as const;

interface Definition {
  readonly condition: Condition | null;
  readonly actions: readonly Action[];
  readonly message?: string | null;
}

export function toContent(trigger: Omit<Trigger, 'uuid'>): TriggerContent {
  const { condition, actions, message } = trigger;
  const definition: Definition = { condition, actions, ...(message ? { message } : {}) };
  return {
    name: trigger.name,
    description: trigger.description,
    event: trigger.event,
    kind: trigger.kind,
    enabled: trigger.enabled,
    definition: JSON.stringify(definition),
    notificationProfiles: [...trigger.notificationProfiles],
    version: trigger.version,
    createdAt: trigger.createdAt,
    updatedAt: trigger.updatedAt,
  };
}

/** A later event code in stored data is handed on as it is. */
export function fromDocument(uuid: string, content: TriggerContent): Trigger {
  const { condition, actions, message } = JSON.parse(content.definition) as Definition;
  return {
    uuid,
    name: content.name,
    description: content.description,
    event: content.event as EventCode,
    kind: content.kind as TriggerKind,
    enabled: content.enabled,
    condition,
    actions,
    notificationProfiles: content.notificationProfiles,
    ...(message ? { message } : {}),
    version: content.version,
    createdAt: content.createdAt,
    updatedAt: content.updatedAt,
  };
}
