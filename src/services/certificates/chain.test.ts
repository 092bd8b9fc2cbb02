import { certificateOf } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { issuersOf } from './chain';

/** A certificate of the name `uuid`, issued by the name `by`. */
const issued = (uuid: string, by: string, change: Partial<CertificateRecord> = {}) =>
  certificateOf(uuid, {
    ...{ subjectDerSha256: uuid, issuerDerSha256: by, selfSigned: uuid === by, subjectKeyIdentifier: null },
    ...{ authorityKeyIdentifier: null },
    ...change,
  });
const chain = async (from: CertificateRecord, held: readonly CertificateRecord[]) =>
  (
    await issuersOf(from, { named: async (name) => held.filter(({ subjectDerSha256 }) => subjectDerSha256 === name) })
  ).map(({ uuid }) => uuid);

const leaf = issued('leaf', 'sub');
it.each([
  { name: 'to the root', held: [issued('sub', 'root'), issued('root', 'root')], expected: ['sub', 'root'] },
  { name: 'as far as it is held', held: [issued('sub', 'root')], expected: ['sub'] },
  { name: 'nowhere', held: [], expected: [] },
  { name: 'once round a circle', held: [issued('sub', 'mid'), issued('mid', 'sub')], expected: ['sub', 'mid'] },
])('leads $name', async ({ held, expected }) => expect(await chain(leaf, held)).toEqual(expected));

it('ends at a depth that no real chain has', async () => {
  const held = Array.from({ length: 30 }, (_, index) => issued(`c${index}`, `c${index + 1}`));
  expect(await chain(issued('leaf', 'c0'), held)).toHaveLength(10);
});

it('of a root is empty', async () => expect(await chain(issued('root', 'root'), [issued('root', 'root')])).toEqual([]));
