import { defaultPlatformSettings } from '../../domain/settings/platform';
import { createExpirationItems } from './expiration-items';
import { alertOf } from '../../../test/support/alert';
import { certificateOf, directoryOf, rulesOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import { testNow } from '../../../test/support/alert-work';

let platformPercent = 33;
const ends = (days: number) => ({
  notAfter: new Date(testNow.getTime() + days * 86_400_000),
  notBefore: new Date('2027-01-01'),
});
const certificates = [
  certificateOf('old', { ...ends(-3), updatedAt: new Date('2027-04-01') }),
  certificateOf('near', { ...ends(10), updatedAt: new Date('2027-04-01'), uploadedBy: 'ada', owner: 'u1' }),
  certificateOf('replaced', { ...ends(12), updatedAt: testNow, succeedingCertificates: ['renewal'] }),
  certificateOf('far', { ...ends(200), updatedAt: testNow }),
];
const asked: unknown[] = [];
const source = createExpirationItems({
  candidates: {
    async page(from, until, after, parts) {
      asked.push({ from: from.toISOString(), until: until.toISOString(), after, light: parts !== null });
      return { certificates, next: after === null ? { notAfter: testNow, uuid: 'x' } : null };
    },
    findMany: async (uuids) => certificates.filter(({ uuid }) => uuids.includes(uuid)),
  },
  replacedAmong: async (_rules, found) => new Set(found.map(({ uuid }) => uuid)),
  rules: async () =>
    rulesOf([], {
      settings: { ...defaultPlatformSettings, expiringThresholdPercent: platformPercent },
      directory: directoryOf([userOf('u1', { username: 'ada', email: 'ada@x.example' })]),
    }),
  inCollection: async (uuid) =>
    uuid === 'gone'
      ? null
      : (subject, now) => ({
          result: subject.property('COMMON_NAME', now) === 'near.example' ? 'true' : 'false',
          leaves: [],
        }),
});
const idsOf = async (fields: object, changedSince: Date | null = null) =>
  (await source.page(alertOf(fields), testNow, null, changedSince)).items.map(({ id }) => id);

beforeEach(() => (asked.length = 0));

it('reads whole UTC days, from the days of grace to the largest threshold', async () => {
  await idsOf({ thresholds: [60, 30] });
  expect(asked).toEqual([
    { from: '2027-04-23T23:59:59.999Z', until: '2027-06-30T23:59:59.999Z', after: null, light: false },
  ]);
});

it('takes what has reached a threshold and has no valid replacement', async () => {
  expect(await idsOf({})).toEqual(['old', 'near']);
  expect(await idsOf({ includeReplaced: true })).toEqual(['old', 'near', 'replaced']);
  expect(await idsOf({ graceDays: 1 })).toEqual(['near']);
});

it('looks at the share of the lifetime in native semantics only', async () => {
  expect(await idsOf({ lifetimeShare: 1 })).toEqual(['old']);
  expect(await idsOf({ lifetimeShare: 1, semantics: 'compat' })).toEqual(['old', 'near']);
  // That of the platform, where the alert names none.
  platformPercent = 1;
  expect(await idsOf({ lifetimeShare: null })).toEqual(['old']);
  expect(await idsOf({ lifetimeShare: 100 })).toEqual(['old', 'near']);
  expect(await idsOf({ lifetimeShare: null, semantics: 'compat' })).toEqual(['old', 'near']);
  platformPercent = 33;
});

it('keeps to a collection, and to nothing where it is gone', async () => {
  expect(await idsOf({ collectionId: 'c' })).toEqual(['near']);
  expect(await idsOf({ collectionId: 'gone' })).toEqual([]);
});

it('looks only at what has changed where it is told so', async () => {
  expect(await idsOf({ includeReplaced: true }, new Date('2027-04-30'))).toEqual(['replaced']);
  expect(asked).toMatchObject([{ light: true }]);
});

it('goes on behind its cursor', async () => {
  const { next } = await source.page(alertOf(), testNow, null, null);
  await source.page(alertOf(), testNow, next, null);
  expect(asked[1]).toMatchObject({ after: { notAfter: testNow, uuid: 'x' } });
});

it('knows the people of a certificate', async () => {
  const [item] = await source.find(alertOf(), ['near'], testNow);
  const of = (name: string) => item?.tokensAt(30).of(name);
  expect([of('owner:mail'), of('requester:mail'), of('daysleft'), of('cn'), of('threshold')]).toEqual([
    ...[['ada@x.example'], ['ada@x.example'], ['10'], ['near.example'], ['30']],
  ]);
  expect(item?.context()).toMatchObject({
    id: 'near',
    owner: { mail: 'ada@x.example' },
    notAfter: '2027-05-11T12:00:00.000Z',
  });
});
