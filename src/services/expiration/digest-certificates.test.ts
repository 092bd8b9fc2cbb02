import { certificateOf } from '../../../test/support/builders';
import { noCoverage } from '../../domain/expiration/coverage';
import { createDigestCertificates } from './digest-certificates';

it('certificates of digests come with what their successors leave open', async () => {
  const asked: string[][] = [];
  const stored = [certificateOf('alone'), certificateOf('partly', { succeedingCertificates: ['partial'] })];
  const coverage = { ...noCoverage, remaining: ['dNSName:pay.example'], remainingCount: 1 };
  const read = createDigestCertificates({
    find: async (uuids) => new Map(stored.filter(({ uuid }) => uuids.includes(uuid)).map((one) => [one.uuid, one])),
    coverageOf: async (certificates) => {
      asked.push(certificates.map(({ uuid }) => uuid));
      return new Map([['partly', coverage]]);
    },
  });
  const found = await read(['alone', 'partly', 'gone']);
  expect([...found].map(([uuid, one]) => [uuid, one.coverage])).toEqual([
    ['alone', undefined],
    ['partly', coverage],
  ]);
  await read(['alone']);
  expect(asked).toEqual([['partly']]);
});
