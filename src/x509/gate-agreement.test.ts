/** The reader against OpenSSL, wherever both can read: the trust anchors that Node brings, and built certificates. */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { buildCertificate } from '../../test/hostile/certificate-builder';
import { readCertificate } from './facts';

/** Attribute names as OpenSSL prints them where they differ from RFC 4519. */
const openSslNames: Readonly<Record<string, string>> = { '2.5.4.4': 'SN', '2.5.4.42': 'GN' };

const built = [
  buildCertificate({
    subject: [
      ['C', 'DE'],
      ['O', 'Acme, Inc.'],
      ['CN', 'Zoë'],
    ],
    sans: ['a.test', 'ip:192.0.2.1', 'email:a@b.test', 'uri:http://c.test'],
  }),
  buildCertificate({ keyType: 'rsa', ca: true, pathLength: 1, serial: Buffer.from('00ff', 'hex') }),
];

const cases = [...rootCertificates.map((pem) => new X509Certificate(pem).raw), ...built].map((der) => ({
  der,
  gate: new X509Certificate(der),
  facts: readCertificate(der).facts,
}));

/** SAN of OpenSSL's text; only for certificates whose names need no quotes. */
function gateNames(text: string | undefined): string[] {
  const kinds: Record<string, string> = {
    DNS: 'dNSName',
    'IP Address': 'iPAddress',
    email: 'rfc822Name',
    URI: 'uniformResourceIdentifier',
    DirName: 'directoryName',
  };
  return (text ?? '')
    .split(', ')
    .filter(Boolean)
    .map((entry) => {
      const [kind = '', ...value] = entry.split(':');
      return `${kinds[kind] ?? kind}:${value.join(':')}`;
    });
}

it('has enough to compare', () => {
  expect(cases.length).toBeGreaterThan(100);
});

it.each(cases.map((entry, index) => ({ ...entry, name: entry.facts.commonName ?? `certificate ${index}` })))(
  '$name',
  ({ gate, facts }) => {
    expect(facts.fingerprint).toBe(gate.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(facts.thumbprint).toBe(gate.fingerprint.replaceAll(':', ''));
    expect(facts.serialNumber).toBe(gate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''));
    expect(facts.notBefore?.getTime()).toBe(Date.parse(gate.validFrom));
    expect(facts.notAfter?.getTime()).toBe(Date.parse(gate.validTo));
    expect(facts.ca).toBe(gate.ca);
    expect(facts.selfSigned).toBe(gate.subject === gate.issuer && gate.verify(gate.publicKey));
    expect(facts.keyAlgorithm).toBe(gate.publicKey.asymmetricKeyType);
    const { modulusLength, namedCurve } = gate.publicKey.asymmetricKeyDetails ?? {};
    if (modulusLength !== undefined) expect(facts.keySize).toBe(modulusLength);
    expect(facts.curve ?? undefined).toBe(namedCurve);
    // OpenSSL escapes in its one-line-per-attribute text what RFC 4514 escapes.
    const unescaped = (text: string): string => text.replace(/\\(?=[^0-9A-F])/g, '');
    for (const [attributes, text] of [
      [facts.subjectAttributes, gate.subject],
      [facts.issuerAttributes, gate.issuer],
    ] as const) {
      const values = attributes.map(({ oid, name, value }) => `${openSslNames[oid] ?? name}=${value}`);
      const known = attributes.every(({ oid, name }) => name !== oid);
      if (known) expect(values.join('\n')).toBe(unescaped(text.replaceAll('street=', 'STREET=')));
      else expect(values).toHaveLength(text.split('\n').length);
    }
    if (
      !facts.subjectAlternativeNames.some((entry) => entry.startsWith('directoryName') || entry.startsWith('otherName'))
    ) {
      expect(facts.subjectAlternativeNames).toEqual(gateNames(gate.subjectAltName));
    }
  },
);
