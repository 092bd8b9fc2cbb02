import type { Permission } from '../../domain/identity/permissions';
import type { Change } from '../../domain/live/change';
import type { Topic } from '../../domain/live/topics';
import { textFor, textUpTo } from './listener';

const listener = (topics: Topic[], permissions: Permission[] = []) => ({
  ...{ owner: { user: 'ann' }, topics: new Set(topics), permissions: new Set(permissions) },
});
const change = (fields: Partial<Change> = {}): Change => ({
  ...{ topic: 'groups', kind: 'changed', ids: ['a'], count: 1, user: null },
  ...fields,
});
const frame = (data: object, id?: number) =>
  `event: change\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
const ofGroups = { topic: 'groups', kind: 'changed', ids: ['a'], count: 1 };

it.each<[string, ReturnType<typeof listener>, Change[], string]>([
  ['its topic', listener(['groups']), [change()], frame(ofGroups, 9)],
  ['another topic', listener(['users']), [change()], ''],
  ['what is for it', listener(['groups']), [change({ user: 'ann' })], frame(ofGroups, 9)],
  ['what is for another', listener(['groups']), [change({ user: 'bob' })], ''],
  [
    'the last of several, behind which others stand that it does not hear',
    listener(['groups', 'users']),
    [change({ topic: 'users', ids: null }), change(), change({ topic: 'roles' })],
    frame({ topic: 'users', kind: 'changed', count: 1 }) + frame(ofGroups, 9),
  ],
  [
    'ids it may not know',
    listener(['approvals']),
    [change({ topic: 'approvals' })],
    frame({ topic: 'approvals', kind: 'changed', count: 1 }, 9),
  ],
  [
    'ids it may know',
    listener(['approvals'], ['approvals:all']),
    [change({ topic: 'approvals' })],
    frame({ ...ofGroups, topic: 'approvals' }, 9),
  ],
])('hears %s', (_, who, changes, expected) => expect(textFor(who, changes, 9)).toBe(expected));

it('learns where it stands, also of nothing', () => {
  expect(textUpTo(listener(['users']), [change()], 9)).toBe('id: 9\n\n');
  expect(textUpTo(listener(['groups']), [change()], 9)).toBe(frame(ofGroups, 9));
});
