import { expect, it } from 'vitest';
import { changesOf, draftFault, draftWords, emptyDraft, typedFor, type BulkDraft } from './changes';

const anna = { uuid: 'a', name: 'anna' };
const web = { uuid: 'w', name: 'Web' };

it.each<[Partial<BulkDraft>, object, readonly string[]]>([
  [{ owner: 'set', ownerTo: anna }, { owner: 'a' }, ['the owner becomes anna']],
  [{ owner: 'nobody', ownerTo: anna }, { owner: null }, ['no owner']],
  [
    { groups: 'add', groupsTo: [web], archived: 'archive' },
    { groups: { add: ['w'] }, archived: true },
    ['into the groups Web, beside those that they are in', 'into the archive'],
  ],
  [{ groups: 'set' }, { groups: { set: [] } }, ['out of all groups']],
  [{ raProfile: 'none' }, { raProfile: null }, ['no RA profile']],
  [
    { attributes: [{ name: 'Room', content: null }] },
    { customAttributes: [{ name: 'Room', content: null }] },
    ['“Room” has no value any more'],
  ],
])('%j', (part, changes, words) => {
  const draft = { ...emptyDraft, ...part };
  expect(draftFault(draft)).toBeUndefined();
  expect(changesOf(draft)).toEqual(changes);
  expect(draftWords(draft)).toEqual(words);
});

it.each<[Partial<BulkDraft>, string]>([
  [{}, 'what to change'],
  [{ owner: 'set' }, 'owner'],
  [{ groups: 'add' }, 'groups'],
  [{ raProfile: 'set' }, 'RA profile'],
])('%j lacks something', (part, words) => expect(draftFault({ ...emptyDraft, ...part })).toContain(words));

it('has the number typed where it is much, or cannot be taken back', () => {
  expect([typedFor(99, false), typedFor(100, false), typedFor(1, true)]).toEqual([undefined, '100', '1']);
});
