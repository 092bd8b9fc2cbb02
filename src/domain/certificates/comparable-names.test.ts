import { comparableDn, comparableName, isUndecodable, wildcardOver } from './comparable-names';

describe('comparableName', () => {
  it.each([
    ['dNSName:WWW.Example.org', 'dNSName:www.example.org', true],
    ['dNSName:www.example.org', 'dNSName:www.example.com', false],
    ['dNSName:www.example.org', 'rfc822Name:www.example.org', false],
    ['case-R9 dNSName:bücher.example', 'dNSName:xn--bcher-kva.example', true],
    ['case-R9 dNSName:BÜCHER.example', 'dNSName:XN--BCHER-KVA.EXAMPLE', true],
    ['case-R9 dNSName:*.bücher.example', 'dNSName:*.xn--bcher-kva.example', true],
    ['case-R9 dNSName:bücher.example', 'dNSName:bucher.example', false],
    ['case-R9 dNSName:straße.example', 'dNSName:strasse.example', false],
    ['case-R9 dNSName:www.example.org.', 'dNSName:www.example.org', true],
    ['case-R9 dNSName:www.example.org..', 'dNSName:www.example.org', false],
    ['case-R9 iPAddress:::ffff:c000:201', 'iPAddress:192.0.2.1', true],
    ['case-R9 iPAddress:::ffff:192.0.2.1', 'iPAddress:192.0.2.1', true],
    ['case-R9 iPAddress:::ffff:c000:201', 'iPAddress:192.0.2.2', false],
    ['case-R9 iPAddress:::1:ffff:c000:201', 'iPAddress:192.0.2.1', false],
    ['iPAddress:2001:DB8::1', 'iPAddress:2001:db8::1', true],
    ['dNSName:192.0.2.1', 'iPAddress:192.0.2.1', false],
    ['rfc822Name:Me@Example.org', 'rfc822Name:Me@example.ORG', true],
    ['rfc822Name:Me@bücher.example', 'rfc822Name:Me@xn--bcher-kva.example', true],
    ['rfc822Name:Me@example.org', 'rfc822Name:me@example.org', false],
    [
      'uniformResourceIdentifier:SPIFFE://Example.org/Path',
      'uniformResourceIdentifier:spiffe://example.org/Path',
      true,
    ],
    ['uniformResourceIdentifier:spiffe://example.org/P', 'uniformResourceIdentifier:spiffe://example.org/p', false],
    ['uniformResourceIdentifier:ftp://Me@example.org/', 'uniformResourceIdentifier:ftp://me@example.org/', false],
    ['uniformResourceIdentifier:http://a.example.:80/', 'uniformResourceIdentifier:http://A.example:80/', true],
    ['uniformResourceIdentifier:http://a.example:80/', 'uniformResourceIdentifier:http://a.example:81/', false],
    ['uniformResourceIdentifier:URN:uuid:A', 'uniformResourceIdentifier:urn:uuid:A', true],
    ['uniformResourceIdentifier:urn:uuid:A', 'uniformResourceIdentifier:urn:uuid:a', false],
    ['directoryName:CN=A,O=B', 'directoryName:o=b,cn=a', true],
    ['directoryName:CN=A\\,O=B', 'directoryName:CN=A,O=B', false],
    ['otherName:1.2.3:A', 'otherName:1.2.3:a', false],
  ])('%s and %s: %s', (one, other, same) =>
    expect(comparableName(one.replace(/^case-R9 /, '')) === comparableName(other)).toBe(same),
  );
});

describe('comparableDn', () => {
  const of = (...pairs: [string, string][]) => comparableDn(pairs.map(([oid, value]) => ({ oid, value })));
  it.each([
    ['case-R7 another order', of(['C', 'DE'], ['CN', 'x']), of(['CN', 'x'], ['C', 'DE']), true],
    ['case and white space', of(['O', '  Some   Org ']), of(['O', 'SOME ORG']), true],
    ['sharp s', of(['O', 'Straße']), of(['O', 'STRASSE']), true],
    ['final sigma', of(['O', 'ΟΔΟΣ']), of(['O', 'οδοσ']), true],
    ['the same value twice', of(['OU', 'a'], ['OU', 'A']), of(['OU', 'a']), true],
    ['another type', of(['O', 'a']), of(['OU', 'a']), false],
    ['one attribute more', of(['O', 'a']), of(['O', 'a'], ['OU', 'b']), false],
    ['what stands inside a value', of(['O', 'a","OU","b']), of(['O', 'a'], ['OU', 'b']), false],
  ])('%s', (_name, one, other, same) => expect(one === other).toBe(same));

  it('of nothing is nothing', () => expect(comparableDn([])).toBe(''));
});

describe('wildcardOver', () => {
  it.each([
    ['dNSName:www.example.org', 'dNSName:*.example.org'],
    ['dNSName:a.b.example.org', 'dNSName:*.b.example.org'],
    ['dNSName:xn--bcher-kva.example', 'dNSName:*.example'],
    ['dNSName:*.example.org', null],
    ['dNSName:localhost', null],
    ['dNSName:_sip.example.org', null],
    ['dNSName:.example.org', null],
    ['rfc822Name:a.b@example.org', null],
  ])('%s: %s', (name, wildcard) => expect(wildcardOver(name)).toBe(wildcard));
});

it('isUndecodable', () => {
  expect(isUndecodable('rfc822Name:j\uFFFDrg@example.org')).toBe(true);
  expect(isUndecodable('rfc822Name:jörg@example.org')).toBe(false);
});
