import { readManifest } from './manifest';

const manifest = {
  apiVersion: 1,
  name: 'ticket',
  version: '1.0.0',
  title: 'Open a ticket',
  supports: ['expiration', 'denied'],
  parameters: [
    { name: 'queue', type: 'string', required: true, description: 'Where to' },
    { name: 'key', type: 'string', secret: true },
    { name: 'retries', type: 'number', default: 3 },
  ],
};

const codesOf = (change: object) =>
  readManifest({ ...manifest, ...change }).faults.map(({ pointer, code }) => [pointer, code]);

it('reads a manifest, and takes what is marked secret for the name of a secret', () => {
  const read = readManifest(manifest);
  if (!('manifest' in read)) throw new Error(JSON.stringify(read.faults));
  expect(read.manifest).toMatchObject({ name: 'ticket', supports: ['expiration', 'denied'] });
  expect(read.manifest.parameters.map(({ name, type, required }) => [name, type, required])).toEqual([
    ['queue', 'string', true],
    ['key', 'secret', false],
    ['retries', 'number', false],
  ]);
});

it('says of every fault where it is', () => {
  expect(readManifest(undefined).faults).toMatchObject([{ pointer: '', code: 'not_a_plugin' }]);
  expect(codesOf({ apiVersion: 2 })).toEqual([['/apiVersion', 'unknown_version']]);
  expect(codesOf({ name: '../Ticket' })).toEqual([['/name', 'invalid']]);
  expect(codesOf({ title: 'a\nb' })).toEqual([['/title', 'invalid']]);
  expect(codesOf({ supports: ['expiration', 'weather'] })).toEqual([['/supports/1', 'unknown_kind']]);
  expect(codesOf({ supports: [] })).toEqual([['/supports', 'invalid']]);
  expect(codesOf({ extra: 1 })).toEqual([['/extra', 'unknown_member']]);
});

it('refuses parameters that are none', () => {
  const codes = (parameter: object) => codesOf({ parameters: [parameter] });
  expect(codes({ name: 'a b', type: 'string' })).toEqual([['/parameters/0/name', 'invalid']]);
  expect(codes({ name: 'a', type: 'date' })).toEqual([['/parameters/0/type', 'unknown_type']]);
  expect(codes({ name: 'a', type: 'number', default: '3' })).toEqual([['/parameters/0/default', 'invalid']]);
  expect(codes({ name: 'a', type: 'secret', default: 'x' })).toEqual([['/parameters/0/default', 'secret_default']]);
  const twins = [
    { name: 'a', type: 'string' },
    { name: 'A', type: 'string' },
  ];
  expect(codesOf({ parameters: twins })).toEqual([['/parameters/1/name', 'duplicate']]);
});
