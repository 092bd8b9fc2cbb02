import { topics } from '../../domain/live/topics';
import type { CommittedWrite } from '../database/writes';
import { changeOf, toldCollections } from './sources';

const write = (fields: Partial<CommittedWrite>): CommittedWrite => ({
  ...{ collection: 'certificates', kind: 'changed', ids: ['a'], count: 1, members: null, valueOf: () => undefined },
  ...fields,
});

it('every topic has a collection that tells of it', () => {
  const told = toldCollections.map((collection) => changeOf(write({ collection }))?.topic);
  expect(new Set(told)).toEqual(new Set(topics));
});

it.each<[string, Partial<CommittedWrite>, object | undefined]>([
  ['a certificate', {}, { topic: 'certificates', kind: 'changed', ids: ['a'], count: 1, user: null }],
  ['a collection that nobody looks at', { collection: 'processes' }, undefined],
  [
    'a row inside an object',
    { collection: 'discovery_runs', kind: 'created' },
    { topic: 'discoveries', kind: 'changed', ids: null },
  ],
  ['what nobody is shown', { collection: 'api_keys', members: new Set(['lastUsedAt']) }, undefined],
  [
    'that beside what people are shown',
    { collection: 'api_keys', members: new Set(['lastUsedAt', 'name']) },
    { topic: 'api-keys' },
  ],
  [
    'an upsert of it',
    { collection: 'api_keys', kind: 'created', members: new Set(['lastUsedAt']) },
    { kind: 'created' },
  ],
  ['a message', { collection: 'messages', valueOf: () => 'ann' }, { topic: 'notifications', ids: ['a'], user: 'ann' }],
  ['messages of who knows whom', { collection: 'messages' }, { topic: 'notifications', ids: null, user: null }],
])('says of %s what it means', (_, fields, expected) => {
  const change = changeOf(write(fields));
  if (expected === undefined) expect(change).toBeUndefined();
  else expect(change).toMatchObject(expected);
});
