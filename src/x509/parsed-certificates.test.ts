import { ParsedCertificates, type ParsedCertificate } from './parsed-certificates';

const certificate = (bytes: number, names: number) =>
  ({
    der: Buffer.alloc(bytes),
    facts: { subjectAlternativeNames: Array(names).fill('a') },
  }) as never as ParsedCertificate;

describe('ParsedCertificates', () => {
  it('lets the oldest go when bytes and names together are too many', () => {
    const parsed = new ParsedCertificates(10_000);
    parsed.put('a', certificate(4_000, 0));
    parsed.put('b', certificate(1_000, 20));
    expect([parsed.get('a'), parsed.get('b')]).not.toContain(undefined);
    parsed.put('c', certificate(1_000, 30));
    expect(parsed.get('a')).toBeUndefined();
    expect(parsed.get('b')).toBeDefined();
    parsed.forget('b');
    parsed.forget('b');
    parsed.put('d', certificate(5_000, 0));
    expect(parsed.get('c')).toBeDefined();
  });
});
