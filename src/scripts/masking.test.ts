import { createMasker } from './masking';

const secret = 'S3cr3t/+pä "quoted"\\';
const name = 'user';

const formsWritten: readonly (readonly [string, string])[] = [
  ['as it is', secret],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['as name:secret in base64', Buffer.from(`${name}:${secret}`).toString('base64')],
  ['behind one byte in base64', Buffer.from(`x${secret}`).toString('base64')],
  ['behind two bytes in base64', Buffer.from(`xy${secret}z`).toString('base64')],
  ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
  ['as a part of a URL', encodeURIComponent(secret)],
  ['as a form field', new URLSearchParams({ a: secret }).toString().slice(2)],
  ['as a part of a URL in lower case', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
  ['in JSON', JSON.stringify(secret)],
  ['in JSON of ASCII only', JSON.stringify(secret).replace('ä', '\\u00e4')],
];

describe('a mask', () => {
  it.each(formsWritten)('covers a secret %s', (_, written) => {
    const masked = createMasker([secret]).text(`before ${written} behind`);
    expect(masked).toMatch(/^before .*\*\*\*.* behind$/);
    expect(masked).not.toContain(written);
    expect(masked).not.toContain('cr3t');
    expect(Buffer.from(masked, 'base64').toString('latin1')).not.toContain('cr3t');
  });

  it.each(formsWritten)('covers a secret %s at whatever place it is cut into pieces', (_, written) => {
    const whole = `before ${written} behind`;
    const expected = createMasker([secret]).text(whole);
    for (let at = 0; at <= whole.length; at += 1) {
      const stream = createMasker([secret]).stream();
      expect(stream.write(whole.slice(0, at)) + stream.write(whole.slice(at)) + stream.end()).toBe(expected);
    }
    const single = createMasker([secret]).stream();
    expect([...whole].map((character) => single.write(character)).join('') + single.end()).toBe(expected);
  });

  it('covers secrets that overlap, with one mask', () => {
    expect(createMasker(['abcd', 'cdef', 'xabc']).text('1xabcdef2')).toBe('1***2');
    expect(createMasker(['abc', 'abcdef']).text('abcde abcdef')).toBe('***de ***');
  });

  it('covers the start of a secret where the text is cut off', () => {
    const stream = createMasker(['correct horse']).stream();
    expect(stream.write('a correct ho') + stream.end({ isCut: true })).toBe('a ***');
    const whole = createMasker(['correct horse']).stream();
    expect(whole.write('a correct ho') + whole.end()).toBe('a correct ho');
  });

  it('lets everything go that is no start of a secret', () => {
    const stream = createMasker(['secret']).stream();
    expect(stream.write('one line\n')).toBe('one line\n');
    expect(stream.write('a sec')).toBe('a ');
    expect(stream.write('ond')).toBe('second');
  });

  it('covers a secret that overlaps itself without end, and holds nothing back for it', () => {
    const stream = createMasker(['aaaa']).stream();
    const written = Array.from({ length: 1_000 }, () => stream.write('a'.repeat(1_000)));
    expect(written.join('') + stream.end()).toBe('***');
  });

  it('covers each longer line of a secret of several lines', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n';
    const masked = createMasker([key]).text('line: hkiG9w0BAQEFAASC!');
    expect(masked).toBe('line: ***!');
    expect(createMasker([key]).text(key.replaceAll('\n', '\r\n'))).not.toContain('MIIE');
  });

  it('covers keys and texts of values', () => {
    const value = { list: ['a secret', 1, null, true], secret: { inner: 'secret' } };
    expect(createMasker(['secret']).value(value)).toEqual({ list: ['a ***', 1, null, true], '***': { inner: '***' } });
  });

  it('covers files, as they are on Linux and on Windows', () => {
    const { bytes } = createMasker(['sécret']);
    expect(Buffer.from(bytes(Buffer.from('a sécret \xff'))).toString()).toBe('a *** \xff');
    expect(Buffer.from(bytes(Buffer.from('a sécret!', 'utf16le'))).toString('utf16le')).toBe('a ***!');
    expect(bytes(Uint8Array.of(255, 0, 7))).toEqual(Uint8Array.of(255, 0, 7));
  });

  it('covers nothing without secrets', () => {
    expect(createMasker(['']).text('text')).toBe('text');
  });
});
