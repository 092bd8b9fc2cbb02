import { eventTokens, isEventToken, type EventTokenFacts } from './event-tokens';

const facts: EventTokenFacts = {
  envelope: {
    ...{ schemaVersion: 1, event: 'certificate_expiring', firingId: 'f', occurredAt: '2030-01-01T00:00:00.000Z' },
    ...{
      resource: 'certificates',
      objectUuid: 'c',
      monitoring: true,
      data: { fingerprint: 'ab', raProfileUuid: null },
    },
  },
  certificate: { uuid: 'c', commonName: 'web', notAfter: new Date('2030-02-01T00:00:00Z') } as never,
  attributes: {
    a: { name: 'site', contentType: 'string', content: [{ data: 'Brno' }] },
    b: { name: 'mails', contentType: 'string', content: [{ data: 'x' }, { data: 'y' }] },
    c: { name: 'password', contentType: 'secret', content: [{ data: 'hush', sealed: true }] },
  },
  ...{ ownerMail: null, raProfileName: 'Web', now: new Date('2030-01-01T00:00:05Z') },
};
const valueOf = eventTokens(facts);

it.each([
  ['certificate.cn', 'web'],
  ['cn', 'web'],
  ['expdate', '2030-02-01T00:00:00.000Z'],
  ['certificate.raProfile', 'Web'],
  ['event.code', 'certificate_expiring'],
  ['event.data.fingerprint', 'ab'],
  ['metadata:site', 'Brno'],
  ['metadata:mails', ['x', 'y']],
  ['now', '2030-01-01T00:00:05.000Z'],
])('$(%s) is %j', (name, expected) => {
  expect(isEventToken(name)).toBe(true);
  expect(valueOf(name)).toEqual(expected);
});

it.each(['owner.mail', 'metadata:none', 'metadata:password', 'event.data.raProfileUuid', 'event.data.other'])(
  '$(%s) may be named and has no value here',
  (name) => {
    expect(isEventToken(name)).toBe(true);
    expect(valueOf(name)).toBeUndefined();
  },
);

it.each(['nothing', 'constructor', 'certificate.key', 'Var.x'])('$(%s) is none', (name) => {
  expect(isEventToken(name)).toBe(false);
  expect(valueOf(name)).toBeUndefined();
});
