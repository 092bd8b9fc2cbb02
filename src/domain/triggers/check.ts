import { checkActions, type ActionTargets } from '../actions/check';
import type { AttributeDefinition } from '../attributes/attribute';
import { fieldsNotAvailable } from '../conditions/validate';
import { events, type EventCode, type Stage } from '../events/catalogue';
import { CertloomError, type Fault } from '../problem';
import { overrideAllowed } from './place';
import { referencesIn, type Reference } from './references';
import type { SetPlace, Trigger, TriggerKind } from './trigger';

/** Every fault of a trigger but those of its condition: what its kind allows, its actions, what it names. */
export function checkTrigger(
  trigger: Pick<Trigger, 'event' | 'kind' | 'actions' | 'notificationProfiles' | 'message'>,
  targets: ActionTargets,
): Fault[] {
  return [
    ...checkKind(trigger),
    ...checkActions(trigger.actions, events[trigger.event].resource, targets),
    ...referencesIn(trigger)
      .filter((reference) => !exists(reference, targets))
      .map(({ kind, pointer }) => fault(pointer, 'target_missing', `${targetNames[kind]} does not exist`)),
  ];
}

function checkKind({
  kind,
  event,
  actions,
  notificationProfiles,
  message,
}: Pick<Trigger, 'kind' | 'event' | 'actions' | 'notificationProfiles' | 'message'>) {
  const faults: Fault[] = [];
  if (kind === 'action' && actions.length === 0) {
    faults.push(fault('/actions', 'actions_needed', 'an action trigger needs at least one action'));
  }
  if (kind === 'ignore' && actions.length > 0) {
    faults.push(fault('/actions', 'actions_not_allowed', 'an ignore trigger has no actions'));
  }
  if (kind === 'action' && notificationProfiles.length > 0) {
    const detail = 'only an ignore trigger has profiles of its own; use the action sendNotification';
    faults.push(fault('/notificationProfiles', 'profiles_not_allowed', detail));
  }
  if (message && (kind !== 'ignore' || event !== 'certificate_uploaded')) {
    const detail = 'only an ignore trigger of certificate_uploaded has an uploader to tell';
    faults.push(fault('/message', 'message_not_allowed', detail));
  }
  return faults;
}

const targetNames: Readonly<Record<Reference['kind'], string>> = {
  group: 'this group',
  raProfile: 'this RA profile',
  notificationProfile: 'this notification profile',
  user: 'this user',
  customAttribute: 'this custom attribute',
  script: 'this script',
  definition: 'this definition of the workflow builder',
};

function exists({ kind, key }: Reference, targets: ActionTargets): boolean {
  switch (kind) {
    case 'group':
      return targets.groups.has(key);
    case 'raProfile':
      return targets.raProfiles.has(key);
    case 'notificationProfile':
      return targets.notificationProfiles.has(key);
    case 'user':
      return targets.users.has(key);
    case 'script':
      return targets.scripts.has(key);
    case 'definition':
      return targets.definitions.has(key);
    case 'customAttribute':
      return targets.attributesByName.has(key);
  }
}

/** The lists of a set as somebody wants to write them: uuids in order. */
export interface WantedSet {
  readonly ignore: readonly string[];
  readonly actions: readonly string[];
}

/**
 * Refuses a set that must not be written, with the code of the first rule that is broken and all places
 * that break it: `override_not_allowed`, `validation_failed` (trigger unknown or twice in a list),
 * `trigger_event_mismatch`, `trigger_kind_mismatch`, `field_not_available`.
 */
export function refuseBadSet(
  event: EventCode,
  place: SetPlace,
  wanted: WantedSet,
  triggers: ReadonlyMap<string, Trigger>,
  attributes: readonly AttributeDefinition[],
): void {
  refuseOverride(event, place.resource);
  const rows = [...rowsOf(wanted.ignore, 'ignore'), ...rowsOf(wanted.actions, 'action')];
  const known = rows.flatMap((row) => {
    const trigger = triggers.get(row.uuid);
    return trigger === undefined ? [] : [{ ...row, trigger }];
  });
  refuse('validation_failed', 'The lists cannot be taken', [
    ...rows
      .filter(({ uuid }) => !triggers.has(uuid))
      .map(({ pointer }) => fault(pointer, 'target_missing', 'this trigger does not exist')),
    ...rows
      .filter(({ isRepeated }) => isRepeated)
      .map(({ pointer }) => fault(pointer, 'duplicate', 'this trigger is in the list already')),
  ]);
  refuse(
    'trigger_event_mismatch',
    `Only triggers of ${event} can be attached here`,
    known
      .filter(({ trigger }) => trigger.event !== event)
      .map(({ pointer, trigger }) => fault(pointer, 'trigger_event_mismatch', `the trigger is for ${trigger.event}`)),
  );
  refuse(
    'trigger_kind_mismatch',
    'Each list takes triggers of its own kind',
    known
      .filter(({ trigger, kind }) => trigger.kind !== kind)
      .map(({ pointer, trigger }) => fault(pointer, 'trigger_kind_mismatch', `the trigger is of kind ${trigger.kind}`)),
  );
  refuse(
    'field_not_available',
    'A condition uses a field that this event does not have at that stage',
    known.flatMap(({ pointer, trigger, kind }) =>
      fieldsNotAvailable(trigger.condition, event, kind, attributes, pointer),
    ),
  );
}

/** Throws `override_not_allowed` when objects of this resource may not carry a set for the event. */
export function refuseOverride(event: EventCode, resource: SetPlace['resource']): void {
  if (overrideAllowed(event, resource)) return;
  const allowed = ['settings', ...events[event].overriddenBy].join(', ');
  throw new CertloomError('override_not_allowed', `${event} takes trigger sets at: ${allowed}.`);
}

/**
 * An edit to a trigger that is in a set must leave it fit for that set: same event and kind, and only fields that its
 * stage has. Throws `in_use` (event or kind) or `field_not_available`, with pointers into the trigger.
 */
export function refuseUnfitEdit(before: Trigger, after: Trigger, attributes: readonly AttributeDefinition[]): void {
  for (const field of ['event', 'kind'] as const) {
    if (before[field] === after[field]) continue;
    const detail = `The ${field} of a trigger cannot change while it is in a set`;
    throw new CertloomError('in_use', `${detail}; take it out first.`, {
      errors: [fault(`/${field}`, 'in_use', `it is ${before[field]} while the trigger is in a set`)],
    });
  }
  refuse(
    'field_not_available',
    'The condition uses a field that the event does not have at that stage',
    fieldsNotAvailable(after.condition, after.event, stageOf(after.kind), attributes),
  );
}

/** An ignore trigger is asked in the ignore stage, an action trigger in the action stage. */
function stageOf(kind: TriggerKind): Stage {
  return kind;
}

function rowsOf(uuids: readonly string[], kind: TriggerKind) {
  const list = kind === 'ignore' ? 'ignore' : 'actions';
  return uuids.map((uuid, index) => ({
    uuid,
    kind,
    pointer: `/${list}/${index}`,
    isRepeated: uuids.indexOf(uuid) < index,
  }));
}

function refuse(code: ConstructorParameters<typeof CertloomError>[0], detail: string, errors: readonly Fault[]): void {
  const first = errors[0];
  if (first !== undefined) throw new CertloomError(code, `${detail}: ${first.detail} (${first.pointer}).`, { errors });
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}
