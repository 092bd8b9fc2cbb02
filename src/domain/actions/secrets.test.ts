import type { AttributeDefinition } from '../attributes/attribute';
import type { Action, SetCustomAttribute } from './action';
import { keepSecrets, maskActionSecrets, sealActionSecrets } from './secrets';

const common = { enabled: true, onError: 'continue' } as const;
const set = (attribute: string, data: unknown, id = '1'): Action => ({
  ...common,
  id,
  type: 'setCustomAttribute',
  attribute,
  content: [{ data }],
});
const sealed = (attribute: string): Action => ({
  ...(set(attribute, 'v1.x') as SetCustomAttribute),
  content: [{ data: 'v1.x', sealed: true }],
});
const definitions = new Map<string, Pick<AttributeDefinition, 'contentType'>>([
  ['pin', { contentType: 'secret' }],
  ['login', { contentType: 'credential' }],
  ['site', { contentType: 'string' }],
]);

it.each([
  { name: 'secret', action: set('pin', '4711'), shown: set('pin', '***') },
  { name: 'credential', action: set('login', 'u:p'), shown: set('login', '***') },
  { name: 'attribute that is gone', action: set('gone', '4711'), shown: set('gone', '***') },
  { name: 'value that was secret when it was stored', action: sealed('site'), shown: set('site', '***') },
  { name: 'plain', action: set('site', 'Brno'), shown: set('site', 'Brno') },
  {
    name: 'cleared',
    action: { ...set('pin', ''), content: null } as Action,
    shown: { ...set('pin', ''), content: null },
  },
])('shows $name', ({ action, shown }) => expect(maskActionSecrets(action, definitions)).toEqual(shown));

it.each([
  { name: 'mask of the same action', next: set('pin', '***'), kept: set('pin', '4711') },
  { name: 'a new secret', next: set('pin', '0815'), kept: set('pin', '0815') },
  { name: 'mask of another action', next: set('pin', '***', '2'), kept: set('pin', '***', '2') },
  { name: 'mask of another attribute', next: set('login', '***'), kept: set('login', '***') },
  { name: 'mask in a plain attribute', next: set('site', '***'), kept: set('site', '***') },
])('keeps $name', ({ next, kept }) => expect(keepSecrets(next, [set('pin', '4711')], definitions)).toEqual(kept));

it.each([
  { name: 'a secret', action: set('pin', '4711'), stored: [{ data: '<{"data":"4711"}>', sealed: true }] },
  { name: 'nothing sealed twice', action: sealed('pin'), stored: [{ data: 'v1.x', sealed: true }] },
  { name: 'nothing blank', action: set('pin', ''), stored: [{ data: '' }] },
  { name: 'nothing plain', action: set('site', 'Brno'), stored: [{ data: 'Brno' }] },
])('seals $name', ({ action, stored }) =>
  expect(sealActionSecrets(action, definitions, (text) => `<${text}>`)).toMatchObject({ content: stored }),
);
