import { ehloNameOf, type EhloNames } from './ehlo-name';

const names = (change: Partial<EhloNames> = {}): EhloNames => ({
  configured: undefined,
  publicUrl: undefined,
  senderDomain: 'localhost',
  machine: 'box',
  ...change,
});

it.each([
  { name: 'the setting', given: { configured: 'mx.example', publicUrl: 'https://c.example' }, expected: 'mx.example' },
  { name: 'the public address', given: { publicUrl: 'https://c.example:8443/x' }, expected: 'c.example' },
  {
    name: 'the sender',
    given: { publicUrl: 'http://10.0.0.5:8080', senderDomain: 's.example' },
    expected: 's.example',
  },
  { name: 'no IPv6 address', given: { publicUrl: 'http://[2001:db8::1]' }, expected: 'box' },
  { name: 'no name without a dot', given: { publicUrl: 'http://localhost:8080' }, expected: 'box' },
  { name: 'the machine', given: { machine: 'box.internal.example' }, expected: 'box.internal.example' },
  { name: 'the machine, without a dot', given: {}, expected: 'box' },
  { name: 'a machine without a usable name', given: { machine: 'my box' }, expected: 'localhost' },
])('case-M5: $name', ({ given, expected }) => expect(ehloNameOf(names(given))).toBe(expected));
