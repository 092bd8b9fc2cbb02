import { caseCertificate } from '../../../test/cases/certificates';
import { certificateOf, inDays } from '../../../test/support/builders';
import { rawNames, recordOf } from '../../../test/support/succession-facts';
import { buildCertificate, createFixtureKey } from '../../../test/hostile/certificate-builder';
import { der, oid, sequence, set } from '../../../test/hostile/der-writer';
import { mostRemaining } from '../../domain/certificates/relations';
import { createCandidateReader, judgeOrdered, judgePair } from './judgement';

const usual = () => ({ replacementDetection: 'automatic' as const, requireAllPurposes: false });
const names = (count: number) => Array.from({ length: count }, (_, index) => `dNSName:n${index}.example`);
const issuingKey = createFixtureKey('ec');

/** Judges the second as successor of the first, both as the inventory holds them. */
async function judge(old: Buffer, fresh: Buffer) {
  const ders = new Map([old, fresh].map((der) => [recordOf(der).uuid, der]));
  const asked: string[] = [];
  const reader = createCandidateReader({
    find: async (uuids) => uuids.map((uuid) => recordOf(ders.get(uuid)!)),
    contents: async (uuids) => {
      asked.push(...uuids);
      return ders;
    },
  });
  const found = await reader.read([...ders.keys()]);
  const [p, s] = [...ders.keys()].map((uuid) => found.get(uuid)!);
  return { facts: judgePair(p!, s!, usual), asked };
}

const undecodable = (...octets: readonly string[]) =>
  octets.map((text) => [0x81, Buffer.from(text, 'latin1')] as const);
const host = [0x82, Buffer.from('web.example.org')] as const;
const built = (begin: string, ...general: readonly (readonly [number, Buffer])[]) =>
  buildCertificate({
    ...{ subject: 'x', issuer: 'Issuing CA', signer: issuingKey, extensions: [rawNames(...general)] },
    ...{ notBefore: new Date(begin), notAfter: new Date(Date.parse(begin) + 365 * 86_400_000) },
  });

describe('names that are no text', () => {
  const [joerg, juerg] = ['j\xf6rg@example.org', 'j\xfcrg@example.org'];

  it.each([
    { name: 'the same, with a name more', fresh: [...undecodable(joerg), host], is: { remaining: [] } },
    { name: 'the same, in another order', old: [host], fresh: [...undecodable(joerg), host], is: { remaining: [] } },
    { name: 'another one beside an equal name', old: [host], fresh: [host, ...undecodable(juerg)], is: 'partial' },
    { name: 'another one', fresh: undecodable(juerg), is: null },
    {
      name: 'two that show the same text, of which one is there',
      old: undecodable(juerg),
      fresh: undecodable(joerg),
      is: 'partial',
    },
  ])('case-R8 compare by their octets: $name', async ({ old = [], fresh, is }) => {
    const { facts } = await judge(built('2029-01-01', ...undecodable(joerg), ...old), built('2029-12-01', ...fresh));
    if (is === null) expect(facts).toBeNull();
    else expect(facts).toMatchObject(is === 'partial' ? { type: 'partial', remainingCount: 1 } : (is as object));
  });

  it('case-R8 that differ in one octet replace nothing', async () => {
    const found = await judge(caseCertificate('undecodable-old.der'), caseCertificate('undecodable-new.der'));
    expect(found.facts).toBeNull();
    expect(found.asked).toHaveLength(2);
  });

  it('are read only where there are some', async () => {
    const { facts, asked } = await judge(built('2029-01-01', host), built('2029-12-01', host));
    expect([facts?.remaining, asked]).toEqual([[], []]);
  });
});

it('a subject with a value that is no text compares by its octets, whatever the order of its attributes', async () => {
  const printable = 0x13;
  const cn = (value: string) => set(sequence(oid('2.5.4.3'), der(printable, Buffer.from(value, 'latin1'))));
  const organisation = set(sequence(oid('2.5.4.10'), der(printable, Buffer.from('Org'))));
  const made = (begin: string, ...subject: readonly Buffer[]) =>
    buildCertificate({
      ...{ subject: sequence(...subject), issuer: 'Issuing CA', signer: issuingKey },
      ...{ notBefore: new Date(begin), notAfter: new Date(Date.parse(begin) + 365 * 86_400_000) },
    });
  const old = made('2029-01-01', cn('M\xfcller'), organisation);
  const fresh = made('2029-12-01', organisation, cn('M\xfcller'));
  expect((await judge(old, fresh)).facts).toMatchObject({ type: 'renewal' });
  expect((await judge(old, made('2029-12-01', organisation, cn('M\xf6ller')))).facts).toBeNull();
});

describe('judgePair', () => {
  const candidate = async (uuid: string, change: Parameters<typeof certificateOf>[1]) => {
    const reader = createCandidateReader({ find: async () => [], contents: async () => new Map() });
    return (await reader.ready([certificateOf(uuid, change)]))[0]!;
  };

  it('compares all names, and lists some of those that remain', async () => {
    const old = await candidate('old', { subjectAlternativeNames: names(3_000) });
    const fresh = (subjectAlternativeNames: readonly string[]) =>
      candidate('new', { subjectAlternativeNames, notBefore: inDays(-1), notAfter: inDays(90) });
    expect(judgePair(old, await fresh([...names(3_000)].reverse()), usual)).toMatchObject({
      ...{ type: 'replacement', remaining: [], remainingCount: 0 },
    });
    expect(judgePair(old, await fresh(names(2_999)), usual)).toMatchObject({
      ...{ type: 'partial', remaining: ['dNSName:n2999.example'], remainingCount: 1 },
    });
    const few = judgePair(old, await fresh(names(10)), usual)!;
    expect([few.remaining.length, few.remainingCount]).toEqual([mostRemaining, 2_990]);
  });

  it.each([
    {
      name: 'where only people relate certificates',
      rule: { replacementDetection: 'explicit' as const },
      state: 'issued',
    },
    { name: 'of what was not issued', rule: {}, state: 'requested' },
  ] as const)('finds nothing $name', async ({ rule, state }) => {
    const old = await candidate('old', { subjectAlternativeNames: names(1), state });
    const fresh = await candidate('new', {
      subjectAlternativeNames: names(1),
      notBefore: inDays(-1),
      notAfter: inDays(90),
    });
    expect(judgePair(old, fresh, () => ({ ...usual(), ...rule }))).toBeNull();
  });
});

it('judgeOrdered counts the names that what was ordered in place of another lacks', async () => {
  const reader = createCandidateReader({ find: async () => [], contents: async () => new Map() });
  const candidate = async (uuid: string, list: readonly string[]) =>
    (await reader.ready([certificateOf(uuid, { subjectAlternativeNames: list })]))[0]!;
  const old = await candidate('old', names(3));
  const ordered = async (list: readonly string[]) => judgeOrdered(old, await candidate('new', list));
  expect(await ordered(['dNSName:N0.example.', 'dNSName:*.example'])).toMatchObject({
    ...{ type: 'replacement', remaining: [], remainingCount: 0 },
  });
  expect(await ordered(names(1))).toEqual({ type: 'partial', remaining: names(3).slice(1), remainingCount: 2 });
  expect(await ordered(['dNSName:x'])).toEqual({ type: 'partial', remaining: names(3), remainingCount: 3 });
});
