import { expect, it } from 'vitest';
import { bodyOf, movedTo, newDraft, onlyThis, triedOf } from './draft';

it('leaves out what the kind does not have', () => {
  const action = { type: 'setOwner', owner: null };
  const draft = { ...newDraft, name: 'Weak', actions: [action], notificationProfiles: ['p'], message: 'No.' };
  expect(bodyOf(draft)).toMatchObject({ actions: [], notificationProfiles: ['p'], message: 'No.' });
  expect(bodyOf({ ...draft, kind: 'action' })).toMatchObject({
    ...{ actions: [action], notificationProfiles: [], message: null },
  });
  expect(bodyOf({ ...draft, event: 'certificate_discovered' }).message).toBeNull();
});

it('tries a trigger that has no name yet, alone', () => {
  expect(triedOf(newDraft)).toMatchObject({ name: 'not saved', condition: null });
  expect(triedOf(newDraft)).not.toHaveProperty('event');
  expect(onlyThis('action', 'x')).toEqual({ ignore: [], actions: ['x'] });
});

it.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 0, 'bac'],
  [0, -1, 'abc'],
  [2, 3, 'abc'],
])('moves %d to %d', (from, to, expected) => expect(movedTo([...'abc'], from, to).join('')).toBe(expected));
