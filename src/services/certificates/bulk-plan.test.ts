import { attributeDefinition } from '../../../test/support/attribute-definition';
import { certificateOf, start } from '../../../test/support/builders';
import type { BulkChanges } from '../../domain/certificates/bulk';
import { planOf } from './bulk-plan';
import type { CertificateDirectory } from './selection';

const text = (uuid: string) => attributeDefinition({ uuid, name: uuid, contentType: 'string' });
const directory = {
  groups: new Map(['a', 'b', 'c'].map((uuid) => [uuid, { uuid, name: uuid }])),
  users: new Map(),
  raProfiles: new Map(),
  attributes: new Map([
    ['site', text('site')],
    ['team', text('team')],
  ]),
} as unknown as CertificateDirectory;
const context = {
  directory,
  author: { uuid: 'u', name: 'alice' },
  at: start,
  seal: (text: string) => `sealed ${text}`,
};
const stored = (name: string, data: string) => ({ name, contentType: 'string' as const, content: [{ data }] });
const before = certificateOf('c1', {
  groups: ['a', 'b'],
  attributes: { site: stored('site', 'one'), team: stored('team', 'red') },
});

const planned = (changes: BulkChanges) => {
  const plan = planOf(changes, 'c1', before, context);
  if ('final' in plan) throw new Error(JSON.stringify(plan.final));
  return plan;
};

it.each<{ name: string; changes: BulkChanges; groups: readonly string[] }>([
  { name: 'adds', changes: { groups: { add: ['c', 'a'] } }, groups: ['a', 'b', 'c'] },
  { name: 'takes out', changes: { groups: { remove: ['a', 'x'] } }, groups: ['b'] },
  { name: 'does both', changes: { groups: { add: ['c'], remove: ['a'] } }, groups: ['b', 'c'] },
  { name: 'replaces', changes: { groups: { set: ['c'] } }, groups: ['c'] },
])('of groups it $name', ({ changes, groups }) => expect(planned(changes).change).toEqual({ groups }));

it('of attributes it changes the named ones and keeps the others', () => {
  const changes = { customAttributes: [{ name: 'site', content: [{ data: 'two' }] }] };
  expect(planned(changes).change?.attributes).toEqual({ site: stored('site', 'two'), team: stored('team', 'red') });
  expect(planned({ customAttributes: [{ name: 'site', content: null }] }).change?.attributes).toEqual({
    team: stored('team', 'red'),
  });
});

it('writes the history of the single change, with the revision that is to come', () => {
  const { planned: row } = planned({ groups: { set: [] }, archived: true });
  expect(row).toMatchObject({ outcome: 'changed', changes: ['groups', 'archived'], revision: 1 });
  expect(row.history.map(({ event, createdBy }) => [event, createdBy.name])).toEqual([
    ['updateGroups', 'alice'],
    ['archive', 'alice'],
  ]);
  expect(planned({ groups: { set: [] } }).planned.history[0]?.id).toBe(row.history[0]?.id);
});

it.each<{ name: string; changes: BulkChanges; uuid?: string; expected: object }>([
  { name: 'what is so already', changes: { groups: { add: ['a'] } }, expected: { outcome: 'unchanged', changes: [] } },
  {
    name: 'what is not there',
    changes: { archived: true },
    uuid: 'gone',
    expected: { outcome: 'failed', code: 'not_found' },
  },
  {
    name: 'what the single change refuses',
    changes: { owner: 'x' },
    expected: { outcome: 'failed', code: 'validation_failed' },
  },
])('ends at once with $name', ({ changes, uuid, expected }) => {
  const plan = planOf(changes, uuid ?? 'c1', uuid === undefined ? before : undefined, context);
  expect(plan).toMatchObject({ final: expected });
});

it('plans a deletion with what its history says', () => {
  const { planned: row, change } = planned({ delete: true });
  expect(change).toBeNull();
  expect(row.history[0]).toMatchObject({ event: 'delete', additionalInformation: { fingerprint: 'c1' } });
});
