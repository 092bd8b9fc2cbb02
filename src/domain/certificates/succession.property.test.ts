import fc from 'fast-check';
import { comparableName } from './comparable-names';
import { replacementKeys } from './replacement-keys';
import { judgeSuccession, toComparable, type SuccessionFacts } from './succession';

const hosts = [
  'a.example.org',
  'b.example.org',
  'A.example.org.',
  '*.example.org',
  '*.b.example.org',
  'c.b.example.org',
];
const name = fc.oneof(
  fc.constantFrom(...hosts.map((host) => `dNSName:${host}`)),
  fc.constantFrom('iPAddress:192.0.2.1', 'iPAddress:::ffff:c000:201', 'iPAddress:2001:db8::1'),
  fc.constantFrom('rfc822Name:me@example.org', 'rfc822Name:me@EXAMPLE.org', 'rfc822Name:j\uFFFDrg@example.org'),
);
const attribute = fc.record({ oid: fc.constantFrom('2.5.4.3', '2.5.4.10'), value: fc.constantFrom('x', 'X', 'y') });

const facts = fc
  .record({
    uuid: fc.uuid(),
    begin: fc.integer({ min: 0, max: 3 }),
    names: fc.uniqueArray(name, { maxLength: 4 }),
    subject: fc.array(attribute, { maxLength: 2 }),
    san: fc.constantFrom('one', 'other'),
  })
  .map(({ uuid, begin, names, subject, san }): SuccessionFacts => ({
    uuid,
    notBefore: new Date(Date.UTC(2030, begin)),
    notAfter: new Date(Date.UTC(2031, begin)),
    subjectAttributes: subject.map((pair) => ({ ...pair, name: pair.oid })),
    subjectAlternativeNames: names,
    subjectDerSha256: 'subject',
    issuerDerSha256: 'issuer',
    basicConstraints: null,
    selfSigned: false,
    keyUsage: [],
    extendedKeyUsage: [],
    // Equal octets mean equal names, and never the other way round.
    extensions:
      names.length === 0
        ? []
        : [{ oid: '2.5.29.17', name: null, critical: false, length: 1, sha256: [san, ...names].join() }],
    parseWarnings: [],
    validationStatus: 'not_checked',
  }));

/** By the words of the rule and nothing that the product is made of: S has the name, or `*` in place of its first label. */
function has(successor: SuccessionFacts, wanted: string): boolean {
  const own = successor.subjectAlternativeNames.map(comparableName);
  const form = comparableName(wanted);
  const [, rest] = /^dNSName:[^*.]+\.(.+)$/.exec(form) ?? [];
  return own.includes(form) || (rest !== undefined && own.includes(`dNSName:*.${rest}`));
}

const rule = { validated: false, requireAllPurposes: false };
const judge = (s: SuccessionFacts, p: SuccessionFacts) => judgeSuccession(toComparable(s), toComparable(p), rule);

it('a certificate is never silenced by one that lacks one of its names', () => {
  fc.assert(
    fc.property(facts, facts, (p, s) => {
      const { kind } = judge(s, p);
      if (kind !== 'full') return;
      expect(p.subjectAlternativeNames.every((wanted) => has(s, wanted))).toBe(true);
      expect(p.subjectAlternativeNames.length + p.subjectAttributes.length).toBeGreaterThan(0);
      expect(s.notBefore! >= p.notBefore!).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

/** Names that are no text: many of them show the same one. */
const unreadable = fc
  .uniqueArray(fc.constantFrom('6af6', '6afc', '6ae4'), { maxLength: 3 })
  .map((octets) => octets.map((one) => ({ text: 'rfc822Name:j\uFFFDrg@example.org', octets: one })));

it('nor by one that lacks the octets of one of its names', () => {
  const withUnreadable = fc.tuple(facts, unreadable).map(([one, names]) => ({
    octets: names.map(({ octets }) => octets),
    comparable: toComparable(
      {
        ...one,
        extensions: [],
        subjectAlternativeNames: [
          ...one.subjectAlternativeNames.filter((text) => !text.includes('\uFFFD')),
          ...names.map(({ text }) => text),
        ],
      },
      { names, subject: [] },
    ),
  }));
  let isSilenced = false;
  fc.assert(
    fc.property(withUnreadable, withUnreadable, (p, s) => {
      const { kind } = judgeSuccession(s.comparable, p.comparable, rule);
      if (kind !== 'full') return;
      isSilenced ||= p.octets.length > 0;
      expect(s.octets).toEqual(expect.arrayContaining(p.octets));
    }),
    { numRuns: 5_000 },
  );
  expect(isSilenced).toBe(true);
});

it('a partial one has some of the names, and tells which it lacks', () => {
  fc.assert(
    fc.property(facts, facts, (p, s) => {
      const found = judge(s, p);
      if (found.kind !== 'partial') return;
      const { subjectAlternativeNames: names } = p;
      const lacking = names.filter((wanted) => !has(s, wanted));
      expect(found.remaining).toEqual(expect.arrayContaining(lacking));
      expect(found.remaining.length).toBeLessThan(names.length);
      expect(found.remaining.length).toBeGreaterThan(0);
    }),
    { numRuns: 5_000 },
  );
});

it('no two certificates follow each other', () => {
  fc.assert(
    fc.property(facts, facts, (p, s) => judge(s, p).kind === 'none' || judge(p, s).kind === 'none'),
    { numRuns: 2_000 },
  );
});

it('whatever takes a place, or some of it, is found by a key, from either side', () => {
  fc.assert(
    fc.property(facts, facts, (p, s) => {
      if (judge(s, p).kind === 'none') return;
      const [ofP, ofS] = [replacementKeys(p), replacementKeys(s)];
      expect(ofP.sought.some((key) => ofS.stored.includes(key))).toBe(true);
      expect(ofS.sought.some((key) => ofP.stored.includes(key))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
