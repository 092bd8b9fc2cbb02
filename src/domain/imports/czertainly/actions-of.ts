import type { EventCode } from '../../events/catalogue';
import type { MappingContext } from '../foreign-kind';
import { memberOf, type Place } from '../ledger';
import type { ReadParts } from './condition-of';
import { fieldAt } from './fields';
import { namesAt, partsOf } from './parts';

type ActionSpec = Readonly<Record<string, unknown>> & { readonly type: string };

/** The executions of all actions of a trigger, in order. */
export function actionsOf(trigger: Place, event: EventCode, context: MappingContext): ReadParts<readonly ActionSpec[]> {
  const actions = partsOf(trigger, context, {
    ...{ kind: 'Action', inline: 'actions', uuids: 'actionsUuids' },
    content: ['executions', 'executionsUuids'],
  });
  let isIncomplete = actions.includes(undefined);
  const value = actions.flatMap((action) => {
    if (action === undefined) return [];
    const executions = partsOf(action, context, {
      ...{ kind: 'Execution', inline: 'executions', uuids: 'executionsUuids' },
      content: ['items'],
    });
    return executions.flatMap((execution) => {
      const items = execution?.at('items').items() ?? [];
      if (execution === undefined || items.length === 0) isIncomplete = true;
      return items.flatMap((item) => actionOf(item, event, context) ?? ((isIncomplete = true), []));
    });
  });
  return { value, isIncomplete };
}

function actionOf(item: Place, event: EventCode, context: MappingContext): ActionSpec | undefined {
  const profile = item.at('notificationProfileUuid', 'notificationProfile');
  if (profile.peek !== undefined && profile.peek !== null) {
    item.at('notificationProfileName').take();
    const profiles = namesAt(profile, 'NotificationProfile', 'NotificationProfile', context);
    return profiles === null ? undefined : { type: 'sendNotification', profiles };
  }
  profile.take();
  const found = fieldAt(item.at('fieldSource'), item.at('fieldIdentifier'), event, context);
  const copied = item.at('sourceFieldSource');
  if (found === undefined) return undefined;
  const { source, field } = found;
  if (source === 'custom') {
    if (copied.peek === undefined || copied.peek === null) {
      copied.take();
      item.at('sourceFieldIdentifier').take();
      return { type: 'setCustomAttribute', name: field, content: contentOf(item.at('data').take()) };
    }
    const from = fieldAt(copied, item.at('sourceFieldIdentifier'), event, context);
    item.at('data').take();
    return from && { type: 'setCustomAttribute', name: field, copyFrom: { source: from.source, field: from.field } };
  }
  const data = item.at('data');
  switch (field) {
    case 'GROUP_NAME': {
      const groups = namesAt(data, 'Group', 'Group', context);
      return groups === null ? undefined : { type: 'setGroups', groups, mode: 'replace' };
    }
    case 'RA_PROFILE_NAME': {
      const names = namesAt(data, 'RaProfile', 'RaProfile', context);
      return names === null ? undefined : { type: 'setRaProfile', raProfile: names[0] ?? null };
    }
    case 'OWNER': {
      const names = namesAt(data, 'User', 'User', context);
      return names === null ? undefined : { type: 'setOwner', owner: names[0] ?? null };
    }
    default:
      item.at('fieldIdentifier').note('field_unknown', 'no action sets this field');
      return undefined;
  }
}

/** A value, a list of values, or contents of an attribute as they are. */
function contentOf(data: unknown): readonly object[] | null {
  if (data === null || data === undefined) return null;
  return (Array.isArray(data) ? data : [data]).map((one: unknown) =>
    memberOf(one, 'data') === undefined
      ? { data: one }
      : {
          data: memberOf(one, 'data'),
          ...(typeof memberOf(one, 'reference') === 'string' ? { reference: memberOf(one, 'reference') } : {}),
        },
  );
}
