import { z } from '../http/schemas';
import { putSecrets, showSecrets, takeSecrets } from './secrets';

const secret = z.string().optional().openapi({ writeOnly: true });
const schema = z.strictObject({
  channels: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('a'), key: secret }),
      z.strictObject({ type: z.literal('b'), keys: z.array(z.string()).optional().openapi({ writeOnly: true }) }),
      z.strictObject({ type: z.literal('c'), key: z.string() }),
    ]),
  ),
  content: z.array(z.strictObject({ name: z.string(), data: z.unknown() })).default([]),
});
const channels = [
  { type: 'a', key: { secretRef: 'one' } },
  { type: 'b', keys: [{ secretRef: 'two' }] },
  { type: 'c', key: 'plain' },
];
const content = [{ name: 'n', data: { secretRef: 'three' } }];

it('parts secrets from a spec, and puts in those that are given', () => {
  const { spec, places, faults } = takeSecrets(schema, { channels, content });
  expect(faults).toEqual([]);
  const parted = [{ type: 'a' }, { type: 'b' }, { type: 'c', key: 'plain' }];
  expect(spec).toEqual({ channels: parted, content: [{ name: 'n', data: '***' }] });
  expect(putSecrets(spec, places, new Map())).toEqual(spec);
  const given = new Map([
    ['one', '1'],
    ['two', '2'],
    ['three', '3'],
  ]);
  expect(putSecrets(spec, places, given)).toEqual({
    channels: [
      { type: 'a', key: '1' },
      { type: 'b', keys: ['2'] },
      { type: 'c', key: 'plain' },
    ],
    content: [{ name: 'n', data: '3' }],
  });
});

it('refuses one that is written out', () => {
  const { spec, faults } = takeSecrets(schema, { channels: [{ type: 'a', key: 'hunter2' }] });
  expect(spec).toEqual({ channels: [{ type: 'a' }] });
  expect(faults).toEqual([expect.objectContaining({ pointer: '/channels/0/key', code: 'secret_in_document' })]);
});

it('shows references where secrets are stored', () => {
  const request = { channels: [{ type: 'a' }, { type: 'b' }], content: [{ name: 'Tök en', data: '***' }] };
  const shown = showSecrets(schema, request, { name: 'On call', isStored: (member) => member !== 'keys' });
  expect(shown).toEqual({
    channels: [{ type: 'a', key: { secretRef: 'on-call-a-key' } }, { type: 'b' }],
    content: [{ name: 'Tök en', data: { secretRef: 'on-call-tok-en-data' } }],
  });
});
