import { versionedChange, type VersionedFields } from './versioning';

const before: VersionedFields = {
  recipientType: 'user',
  recipients: ['b', 'a'],
  recipientAttribute: null,
  channels: [{ type: 'webhook', url: 'https://a.example', secrets: ['sealed1:one'] }, { type: 'email' }],
  frequency: null,
  repetitions: null,
  templates: { email: { subject: 'a', body: 'b' } },
};
const open = (sealed: string) => sealed.slice(sealed.indexOf(':') + 1);

describe('versionedChange', () => {
  it.each<{ name: string; change: Partial<VersionedFields>; expected: boolean }>([
    { name: 'nothing', change: {}, expected: false },
    { name: 'order of recipients', change: { recipients: ['a', 'b'] }, expected: false },
    {
      name: 'the same secret sealed again, members in another order, an undefined member',
      change: {
        channels: [
          { secrets: ['sealed2:one'], url: 'https://a.example', type: 'webhook' },
          { type: 'email', from: undefined } as never,
        ],
      },
      expected: false,
    },
    { name: 'another recipient', change: { recipients: ['a', 'c'] }, expected: true },
    { name: 'recipient type', change: { recipientType: 'group' }, expected: true },
    { name: 'frequency', change: { frequency: 'P1D' }, expected: true },
    { name: 'text', change: { templates: { email: { subject: 'a', body: 'c' } } }, expected: true },
    {
      name: 'another secret',
      change: { channels: [{ type: 'webhook', url: 'https://a.example', secrets: ['x:two'] }, { type: 'email' }] },
      expected: true,
    },
    { name: 'order of channels', change: { channels: [...before.channels].reverse() }, expected: true },
  ])('$name: $expected', ({ change, expected }) => {
    expect(versionedChange(before, { ...before, ...change }, open)).toBe(expected);
  });
});
