import { dns, pathCertificate, pathName } from '../../../test/support/path-certificates';
import { constraintFault } from './name-constraints';
import type { NameConstraints, NameValue, PathCertificate } from './path-certificate';

const email = (value: string): NameValue => ({ kind: 'email', value });
const uri = (value: string): NameValue => ({ kind: 'uri', value });
const ip = (octets: string): NameValue => ({ kind: 'ip', octets });
const directory = (text: string): NameValue => ({ kind: 'directory', name: pathName(text) });
const other: NameValue = { kind: 'other', type: 'otherName:1.2.3' };
const subtrees = (...bases: NameValue[]) => bases.map((base) => ({ base, bounded: false }));

function codeFor(constraints: Partial<NameConstraints>, end: Partial<PathCertificate>, budget = 1_000) {
  const issuer = pathCertificate('ca', 'root', {
    isCa: true,
    nameConstraints: { permitted: [], excluded: [], ...constraints },
  });
  return constraintFault(issuer, [pathCertificate('', 'ca', end)], { left: budget })?.code;
}

const refused = 'name_constraint_violated';

describe('constraintFault', () => {
  it.each<[NameValue, NameValue, boolean, boolean]>([
    // constraint, name, inside as permitted, refused as excluded
    [dns('example.com'), dns('example.com'), true, true],
    [dns('example.com'), dns('WWW.Example.COM'), true, true],
    [dns('example.com'), dns('a.b.example.com.'), true, true],
    [dns('example.com'), dns('notexample.com'), false, false],
    [dns('example.com'), dns('example.com.evil.org'), false, false],
    [dns('.example.com'), dns('example.com'), false, false],
    [dns('.example.com'), dns('www.example.com'), true, true],
    [dns(''), dns('anything.org'), true, true],
    [dns('example.com'), dns('*.example.com'), true, true],
    [dns('www.example.com'), dns('*.example.com'), false, true],
    [dns('a.www.example.com'), dns('*.example.com'), false, false],
    [dns('.www.example.com'), dns('*.example.com'), false, false],
    [dns('com'), dns('*.example.com'), true, true],
    [dns('example.com'), dns('bad name.example.com'), false, true],
    [dns('example.com'), dns('example..com'), false, true],
    [dns('example.com'), dns('\u0000x.example.com'), false, true],
    [email('example.com'), email('me@EXAMPLE.com'), true, true],
    [email('example.com'), email('me@www.example.com'), false, false],
    [email('.example.com'), email('me@www.example.com'), true, true],
    [email('.example.com'), email('me@example.com'), false, false],
    [email('me@example.com'), email('me@example.com'), true, true],
    [email('me@example.com'), email('ME@example.com'), false, false],
    [email('*@example.com'), email('me@example.com'), false, false],
    [email('example.com'), email('no address'), false, true],
    [email('example.com'), email('a@b@example.com'), false, true],
    [uri('example.com'), uri('https://me@example.com:8443/x?y#z'), true, true],
    [uri('example.com'), uri('https://www.example.com/'), false, false],
    [uri('.example.com'), uri('ftp://www.example.com'), true, true],
    [uri('example.com'), uri('https://evil.org/@example.com'), false, false],
    [uri('example.com'), uri('https://10.0.0.1/'), false, true],
    [uri('example.com'), uri('urn:example.com'), false, true],
    [ip('0a000000ff000000'), ip('0a010203'), true, true],
    [ip('0a000000ff000000'), ip('0b010203'), false, false],
    [ip('0a000000ff000000'), ip('0000000000000000000000000a010203'), false, false],
    [ip('0a000000ff000000'), ip('0a0102'), false, true],
    [directory('c=de,o=acme'), directory('c=de,o=acme,cn=x'), true, true],
    [directory('c=de,o=acme'), directory('o=acme,c=de'), false, false],
    [directory('c=de,o=acme'), directory('c=de'), false, false],
  ])('%j and the name %j: inside %s, excluded %s', (base, name, isInside, isExcluded) => {
    expect(codeFor({ permitted: subtrees(base) }, { names: [name] })).toBe(isInside ? undefined : refused);
    expect(codeFor({ excluded: subtrees(base) }, { names: [name] })).toBe(isExcluded ? refused : undefined);
  });

  it('constrains the kinds that it names and no others', () => {
    expect(codeFor({ permitted: subtrees(dns('example.com')) }, { names: [ip('0a010203')] })).toBeUndefined();
    expect(codeFor({ permitted: subtrees(other) }, { names: [dns('example.com')] })).toBeUndefined();
    expect(codeFor({ excluded: subtrees(other) }, { names: [other] })).toBe('name_constraint_unsupported');
    const bounded = [{ base: dns('example.com'), bounded: true }];
    expect(codeFor({ permitted: bounded }, { names: [dns('example.com')] })).toBe('name_constraint_unsupported');
  });

  it('is met by one of several permitted subtrees and broken by one of several excluded ones', () => {
    const two = subtrees(dns('a.org'), dns('b.org'));
    expect(codeFor({ permitted: two }, { names: [dns('x.b.org')] })).toBeUndefined();
    expect(codeFor({ permitted: two, excluded: subtrees(dns('x.b.org')) }, { names: [dns('x.b.org')] })).toBe(refused);
  });

  it('looks at the subject, its addresses and, without a DNS name, at common names like host names', () => {
    const subject = pathName('c=us');
    expect(codeFor({ permitted: subtrees(directory('c=de')) }, { subject })).toBe(refused);
    const mail = { permitted: subtrees(email('example.com')) };
    expect(codeFor(mail, { subjectEmails: ['me@evil.org'] })).toBe(refused);
    expect(codeFor(mail, { subjectEmails: ['me@evil.org'], names: [email('me@example.com')] })).toBeUndefined();
    const hosts = { permitted: subtrees(dns('example.com')) };
    expect(codeFor(hosts, { commonNames: ['www.evil.org'] })).toBe(refused);
    expect(codeFor(hosts, { commonNames: ['www.evil.org'], names: [ip('0a010203')] })).toBe(refused);
    expect(codeFor(hosts, { commonNames: ['www.evil.org'], names: [dns('example.com')] })).toBeUndefined();
    expect(codeFor(hosts, { commonNames: ['Jane Doe', 'server'] })).toBeUndefined();
  });

  it('leaves out issuers that certify themselves anew, and never the end', () => {
    const nameConstraints = { permitted: subtrees(directory('c=de')), excluded: [] };
    const issuer = pathCertificate('c=us', 'root', { isCa: true, nameConstraints });
    const again = pathCertificate('c=us', 'c=us', { isCa: true });
    const inside = pathCertificate('c=de', 'c=us');
    expect(constraintFault(issuer, [inside, again], { left: 100 })).toBeNull();
    expect(constraintFault(issuer, [again], { left: 100 })?.code).toBe(refused);
  });

  it('has a limit', () => {
    const names = Array.from({ length: 40 }, (_, at) => dns(`n${at}.org`));
    const permitted = subtrees(...Array.from({ length: 40 }, (_, at) => dns(`n${at}.org`)));
    expect(codeFor({ permitted }, { names }, 1_600)).toBeUndefined();
    expect(codeFor({ permitted }, { names }, 1_599)).toBe('name_constraint_limit');
  });
});
