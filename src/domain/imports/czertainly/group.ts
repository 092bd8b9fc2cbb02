import type { ForeignKind } from '../foreign-kind';
import { byUuid, readHead, system } from './parts';

const members = ['uuid', 'name', 'description', 'email', 'customattributes'];

export const groupKind: ForeignKind = {
  ...{ system, kind: 'Group', looksUp: [], lists: ['groups'] },
  // No other kind has so little.
  fits: (value) =>
    'uuid' in value && 'name' in value && Object.keys(value).every((member) => members.includes(member.toLowerCase())),
  identify: byUuid('Group'),
  map(item, { name }) {
    const { description } = readHead(item);
    const email = item.at('email').text();
    const spec = { description, ...(email === undefined || email === '' ? {} : { email }) };
    // Whose members they are is not told there, and what people have added here stays.
    const initial = ['members', 'renewalNote', ...('email' in spec ? [] : ['email'])];
    return { objects: [{ kind: 'Group', name, spec, initial }] };
  },
};
