import {
  canBePredecessor,
  detectPredecessors,
  detectSuccessors,
  relationTypeOf,
  replacementKeys,
  wouldCycle,
} from './relations';
import type { CertificateState } from './certificate';

const names = (change: object = {}) => ({
  subjectDn: 'CN=web.example.org,O=Example',
  issuerDn: 'CN=Issuing CA',
  spkiSha256: 'k1',
  state: 'issued' as CertificateState,
  ...change,
});

describe('relationTypeOf', () => {
  it.each([
    { name: 'same subject, issuer and key', successor: names(), type: 'renewal' },
    { name: 'another key', successor: names({ spkiSha256: 'k2' }), type: 'rekey' },
    { name: 'another issuer', successor: names({ issuerDn: 'CN=Other CA' }), type: 'replacement' },
    { name: 'another subject', successor: names({ subjectDn: 'CN=other.example.org' }), type: 'replacement' },
    {
      name: 'names in other case and spacing',
      successor: names({ subjectDn: 'CN=WEB.example.org,O=EXAMPLE', issuerDn: 'CN=issuing  CA' }),
      type: 'renewal',
    },
    { name: 'revoked since', successor: names({ state: 'revoked' }), type: 'renewal' },
    { name: 'requested', successor: names({ state: 'requested' }), type: 'pending' },
    { name: 'waiting for its issuer', successor: names({ state: 'pending_issue', spkiSha256: 'k2' }), type: 'pending' },
    { name: 'registered', successor: names({ state: 'registered' }), type: 'pending' },
  ])('$name: $type', ({ successor, type }) => expect(relationTypeOf(names(), successor)).toBe(type));
});

describe('canBePredecessor', () => {
  it.each<[CertificateState, boolean]>([
    ['issued', true],
    ['revoked', true],
    ['requested', false],
    ['pending_issue', false],
    ['failed', false],
    ['rejected', false],
  ])('%s: %s', (state, may) => expect(canBePredecessor({ state })).toBe(may));
});

describe('replacementKeys', () => {
  const facts = (subjectDn: string, subjectAlternativeNames: string[], spkiSha256 = 'k1') => ({
    ...{ subjectDn, subjectAlternativeNames, spkiSha256 },
  });
  const base = facts('CN=a', ['dNSName:a.example.org', 'dNSName:b.example.org']);
  const share = (one: typeof base, other: typeof base) => {
    const keys = replacementKeys(one);
    return replacementKeys(other).filter((key) => keys.includes(key)).length;
  };

  it.each([
    { name: 'itself', other: base, shared: 2 },
    {
      name: 'SANs in another order',
      other: facts('CN=a', [...base.subjectAlternativeNames].reverse(), 'k2'),
      shared: 1,
    },
    {
      name: 'a SAN twice, host names in other case',
      other: facts('CN=a', ['dNSName:B.Example.org', 'dNSName:a.example.org', 'dNSName:a.example.org'], 'k2'),
      shared: 1,
    },
    { name: 'one SAN less, the same key', other: facts('CN=a', ['dNSName:a.example.org']), shared: 1 },
    { name: 'one SAN less, another key', other: facts('CN=a', ['dNSName:a.example.org'], 'k2'), shared: 0 },
    { name: 'another subject', other: facts('CN=b', base.subjectAlternativeNames), shared: 0 },
    { name: 'a subject in other case', other: facts('CN=A', base.subjectAlternativeNames, 'k2'), shared: 1 },
    { name: 'no subject', other: facts('', base.subjectAlternativeNames), shared: 0 },
    { name: 'the same name of another kind', other: facts('CN=a', ['rfc822Name:a.example.org'], 'k2'), shared: 0 },
  ])('$name: $shared in common', ({ other, shared }) => expect(share(base, other)).toBe(shared));

  it.each([
    {
      name: 'mail addresses: the host',
      one: 'rfc822Name:Me@Example.org',
      other: 'rfc822Name:Me@example.ORG',
      same: true,
    },
    {
      name: 'mail addresses: the person',
      one: 'rfc822Name:Me@example.org',
      other: 'rfc822Name:me@example.org',
      same: false,
    },
    {
      name: 'addresses: scheme and host',
      one: 'uniformResourceIdentifier:SPIFFE://Example.org/Path',
      other: 'uniformResourceIdentifier:spiffe://example.org/Path',
      same: true,
    },
    {
      name: 'addresses: the path',
      one: 'uniformResourceIdentifier:spiffe://example.org/Path',
      other: 'uniformResourceIdentifier:spiffe://example.org/path',
      same: false,
    },
    {
      name: 'addresses: the user',
      one: 'uniformResourceIdentifier:ftp://Me@example.org/',
      other: 'uniformResourceIdentifier:ftp://me@example.org/',
      same: false,
    },
    {
      name: 'URNs',
      one: 'uniformResourceIdentifier:URN:uuid:A',
      other: 'uniformResourceIdentifier:urn:uuid:A',
      same: true,
    },
    { name: 'IP addresses', one: 'iPAddress:2001:DB8::1', other: 'iPAddress:2001:db8::1', same: true },
    { name: 'directory names', one: 'directoryName:CN=A,O=B', other: 'directoryName:cn=a,o=b', same: true },
    { name: 'other names', one: 'otherName:1.2.3:A', other: 'otherName:1.2.3:a', same: false },
  ])('compares $name', ({ one, other, same }) =>
    expect(share(facts('', [one], 'k1'), facts('', [other], 'k2'))).toBe(same ? 1 : 0),
  );

  it.each([
    { name: 'neither subject nor SANs', of: facts('', []), count: 0 },
    { name: 'a subject only', of: facts('CN=a', []), count: 2 },
    { name: 'SANs only', of: facts('', ['dNSName:a']), count: 2 },
  ])('$name: $count', ({ of, count }) => expect(replacementKeys(of)).toHaveLength(count));

  it('cannot be forged by what stands inside a name', () =>
    expect(share(facts('CN=a', ['dNSName:b","dNSName:c'], 'x'), facts('CN=a', ['dNSName:b', 'dNSName:c'], 'y'))).toBe(
      0,
    ));
});

describe('detection', () => {
  const at = (uuid: string, notBefore: string | null, ...keys: string[]) => ({
    uuid,
    notBefore: notBefore === null ? null : new Date(notBefore),
    replacementKeys: keys,
  });
  const candidate = at('c', '2030-01-01', 'n', 'k');
  const others = [
    candidate,
    at('older', '2029-01-01', 'n'),
    at('newer', '2031-01-01', 'n', 'x'),
    at('newer by key', '2031-02-01', 'k'),
    at('same time', '2030-01-01', 'n', 'k'),
    at('foreign', '2031-01-01', 'x'),
    at('no time', null, 'n', 'k'),
    at('no keys', '2031-01-01'),
  ];
  it('finds successors by either key, later only', () =>
    expect(detectSuccessors(candidate, others).map(({ uuid }) => uuid)).toEqual(['newer', 'newer by key']));
  it('finds predecessors', () =>
    expect(detectPredecessors(candidate, others).map(({ uuid }) => uuid)).toEqual(['older']));
  it('finds nothing for what has no keys or no time', () => {
    expect(detectSuccessors(at('c', '2020-01-01'), others)).toEqual([]);
    expect(detectSuccessors(at('c', null, 'n'), others)).toEqual([]);
  });
});

describe('wouldCycle', () => {
  const edges = [
    { predecessor: 'a', successor: 'b' },
    { predecessor: 'b', successor: 'c' },
    { predecessor: 'a', successor: 'c' },
    { predecessor: 'x', successor: 'y' },
  ];
  it.each([
    { name: 'to itself', from: 'a', to: 'a', cycle: true },
    { name: 'back over one', from: 'b', to: 'a', cycle: true },
    { name: 'back over two', from: 'c', to: 'a', cycle: true },
    { name: 'forward again', from: 'a', to: 'c', cycle: false },
    { name: 'to another family', from: 'c', to: 'x', cycle: false },
    { name: 'unknown ones', from: 'p', to: 'q', cycle: false },
  ])('$name: $cycle', ({ from, to, cycle }) => expect(wouldCycle(edges, from, to)).toBe(cycle));

  it('ends also where there is a cycle already', () =>
    expect(wouldCycle([...edges, { predecessor: 'c', successor: 'a' }], 'x', 'a')).toBe(false));
});
