import { placesOfCsr, placesOfKey, type RequestFacts } from './checks';
import { otherNameFaults } from './same-names';

const cn = (value: string) => ({ oid: '2.5.4.3', name: 'CN', value });
const organisation = { oid: '2.5.4.10', name: 'O', value: 'Acme' };
const certificate = {
  subjectAttributes: [cn('Web'), organisation],
  subjectAlternativeNames: ['dNSName:www.example.org', 'dNSName:*.shop.example.org', 'iPAddress:192.0.2.7'],
};
const wish = { subject: certificate.subjectAttributes, key: { algorithm: 'EC', bits: 256, curve: 'P-256' } };
const request = (change: Partial<RequestFacts> = {}): RequestFacts => ({
  ...{ csr: 'MA==', subjectDn: 'CN=Web,O=Acme', commonName: 'Web', spkiSha256: 'k1', wish, places: placesOfCsr },
  names: certificate.subjectAlternativeNames,
  ...change,
});
const faultsOf = (change?: Partial<RequestFacts>) =>
  otherNameFaults(certificate, request(change)).map(({ pointer, code }) => `${pointer} ${code}`);
const asks = (...subject: (typeof organisation)[]) => ({ wish: { ...wish, subject } });

describe('otherNameFaults', () => {
  it.each<[string, Partial<RequestFacts>]>([
    ['the same', {}],
    ['other spellings', { names: ['dNSName:WWW.Example.org.', 'iPAddress:::ffff:192.0.2.7'] }],
    ['fewer names', { names: ['dNSName:www.example.org'] }],
    ['no subject', asks()],
    ['the subject in another order and case', asks(organisation, cn('WEB '))],
    ['nothing but a host name of it as subject', asks(cn('www.example.org'))],
    ['the request of before, whatever it asks for', { wish: null, names: ['dNSName:payments.example.org'] }],
  ])('lets %s pass', (_, change) => expect(faultsOf(change)).toEqual([]));

  const names = '/csr names_not_of_certificate';
  const subject = '/csr subject_not_of_certificate';
  it.each<[string, Partial<RequestFacts>, string[]]>([
    ['another name', { names: [...certificate.subjectAlternativeNames, 'dNSName:payments.example.org'] }, [names]],
    ['a name under a wildcard of it', { names: ['dNSName:a.shop.example.org'] }, [names]],
    ['a name of another kind', { names: ['rfc822Name:www.example.org'] }, [names]],
    ['a name that is no text', { names: ['dNSName:www\uFFFD'] }, [names]],
    ['another common name', asks(cn('payments.example.org')), [subject]],
    ['a part of the subject', asks(cn('Web')), [subject]],
    ['more than the subject', asks(cn('Web'), organisation, cn('www.example.org')), [subject]],
    [
      'both, where they were given',
      { names: ['dNSName:x'], ...asks(cn('x')), places: placesOfKey },
      ['/subject subject_not_of_certificate', '/names names_not_of_certificate'],
    ],
  ])('refuses %s', (_, change, expected) => expect(faultsOf(change)).toEqual(expected));

  it('takes the common name for the name of a certificate that has no other', () => {
    const old = { subjectAttributes: [cn('old.example.org'), organisation], subjectAlternativeNames: [] };
    const asked = (name: string) =>
      otherNameFaults(old, request({ names: [`dNSName:${name}`], wish: { ...wish, subject: old.subjectAttributes } }));
    expect(asked('OLD.example.org')).toEqual([]);
    expect(asked('new.example.org')).toHaveLength(1);
  });

  it('tells some of the names only', () => {
    const [fault] = otherNameFaults(certificate, request({ names: ['a', 'b', 'c', 'd'].map((x) => `dNSName:${x}`) }));
    expect(fault?.detail).toContain('(dNSName:a, dNSName:b, dNSName:c, …)');
  });
});
