import { recipientTypes } from '../../notifications/profile';
import type { ForeignKind } from '../foreign-kind';
import { memberOf } from '../ledger';
import { mapped } from '../options';
import { byUuid, namesAt, readHead, system } from './parts';

const kindsOfRecipients: Readonly<Record<string, string>> = { user: 'User', group: 'Group', role: 'Role' };

/** What a profile has here and not there: it stays when the profile is imported again. */
const setHere = ['channels', 'escalationSteps', 'quietHours', 'mode', 'templates', 'recipientAttribute'];

export const notificationProfileKind: ForeignKind = {
  ...{ system, kind: 'NotificationProfile', looksUp: ['User', 'Group', 'Role'], lists: ['notificationProfiles'] },
  fits: (value) => 'name' in value && 'recipientType' in value,
  identify: byUuid('NotificationProfile'),
  map(item, context) {
    const { description } = readHead(item);
    const typeAt = item.at('recipientType');
    const recipientType = recipientTypes.find((one) => one === typeAt.text()?.toLowerCase());
    const listAt = item.at('recipients', 'recipientUuids');
    if (item.at('recipients').peek !== undefined) item.at('recipientUuids').take();
    const kind = kindsOfRecipients[recipientType ?? ''];
    const recipients =
      kind === undefined
        ? (listAt.take(), [])
        : listAt.items().flatMap((place) => {
            const role = kind === 'Role' ? mapped(context.options.roleMap, ...idsOf(place.peek)) : undefined;
            if (role === undefined) return namesAt(place, kind, kind, context) ?? [];
            place.take();
            return [role];
          });
    if (listAt.items().length === 0) listAt.take();
    const internal = item.at('internalNotification').flag() === true;
    for (const member of ['notificationInstanceUuid', 'notificationInstance', 'notificationInstanceName']) {
      const { peek } = item.at(member);
      if (peek !== undefined && peek !== null) {
        item
          .at(member)
          .keep('channel_unmapped', 'connectors are channels here: add e-mail, a webhook or a chat to the profile');
      } else item.at(member).take();
    }
    if (!internal) item.note('channel_added', 'a profile here has a channel: it begins with messages inside Certloom');
    const [frequency, repetitions] = [item.at('frequency').text(), item.at('repetitions').whole()];
    item.at('version').take();
    if (recipientType === undefined || (kind !== undefined && recipients.length === 0)) {
      typeAt.note('no_recipients', 'nobody of those that it tells is here, so that it is not made');
      return null;
    }
    const categories = item.at('eventDataCategories').texts();
    const include = {
      customAttributes: categories.includes('CUSTOM_ATTRIBUTES'),
      metadata: categories.includes('METADATA'),
      associations: categories.includes('ASSOCIATIONS'),
    };
    if (categories.includes('OBJECT_CONTENT')) {
      item.at('eventDataCategories').note('content_unmapped', 'notices tell facts, and never the content of an object');
    }
    const spec = {
      ...{ description, recipientType, recipients, include, channels: [{ type: 'internal' }] },
      ...(frequency === undefined ? {} : { frequency }),
      ...(repetitions === undefined ? {} : { repetitions }),
    };
    return { objects: [{ kind: 'NotificationProfile', name: context.name, spec, initial: setHere }] };
  },
};

function idsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return [memberOf(value, 'uuid'), memberOf(value, 'name')].filter((one) => typeof one === 'string');
}
