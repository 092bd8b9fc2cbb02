import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { createMasker } from './masking';

const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/-_!"\\= ä\n');
const secrets = fc.oneof(
  fc.string({ unit: letters, minLength: 20, maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), minLength: 20, maxLength: 200 }),
  fc.string({ unit: 'binary', minLength: 20, maxLength: 120 }),
);
const surroundings = fc.string({ unit: fc.constantFrom(...'xyz:{"'), maxLength: 40 });
const widths = fc.integer({ min: 1, max: 100 });
const breaks = fc.constantFrom('\n', '\r\n', '\r', '\n  ', '\r\n\t', '\n\n', '\\n', '\\r\\n');
const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });

function wrap(text: string, width: number, by: string): string {
  return (text.match(new RegExp(`[^]{1,${width}}`, 'g')) ?? []).join(by);
}

/** Writes a text in pieces of these lengths, over and over. */
function maskInPieces(secret: string, text: string, lengths: readonly number[]): string {
  const stream = createMasker([secret]).stream();
  let out = '';
  for (let at = 0, index = 0; at < text.length; index += 1) {
    const length = lengths[index % lengths.length]!;
    out += stream.write(text.slice(at, at + length));
    at += length;
  }
  return out + stream.end();
}

/** Parts of a form that stand in a text, whatever lines it is broken into. */
function partsLeft(form: string, output: string, length = 12): readonly string[] {
  const flat = output.replace(/\\[nr]|\s/g, '');
  const parts = Array.from({ length: Math.max(0, form.length - length + 1) }, (_, at) => form.slice(at, at + length));
  return parts.filter((part) => flat.includes(part));
}

/** Base64 of a secret behind some bytes, without characters that hold bits of others. */
function innerBase64(secret: string, before: number): string {
  const bytes = Buffer.from(secret);
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

describe('a mask over broken lines', () => {
  it('leaves no part of base64, whatever stands around the secret, and however it is wrapped and cut', () => {
    fc.assert(
      fc.property(
        secrets,
        surroundings,
        surroundings,
        widths,
        breaks,
        cuts,
        fc.constantFrom('base64' as const, 'base64url' as const),
        (secret, before, behind, width, by, lengths, encoding) => {
          const encoded = Buffer.from(before + secret + behind).toString(encoding);
          const text = `out: ${wrap(encoded, width, by)}\nend.`;
          const output = maskInPieces(secret, text, lengths);
          expect(output).toContain('***');
          const inner = innerBase64(secret, Buffer.byteLength(before) % 3);
          expect(partsLeft(inner, output)).toEqual([]);
          expect(partsLeft(inner.replaceAll('+', '-').replaceAll('/', '_'), output)).toEqual([]);
          expect(output).toBe(createMasker([secret]).text(text));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('leaves no part of the secret as it is', () => {
    fc.assert(
      fc.property(secrets, widths, breaks, cuts, (secret, width, by, lengths) => {
        const flat = secret.replace(/\\[nr]|\s/g, '');
        fc.pre(flat.length >= 20);
        const text = `out: ${wrap(secret, width, by)}\nend.`;
        fc.pre(text.replace(/\\[nr]|\s/g, '').includes(flat)); // not folded between backslash and n
        const output = maskInPieces(secret, text, lengths);
        expect(partsLeft(flat, output)).toEqual([]);
        expect(output).toBe(createMasker([secret]).text(text));
      }),
      { numRuns: 200 },
    );
  });

  it('masks a part of 16 characters of base64', () => {
    const secret = 'q8Zr!vT2#mL9$xK4%wN7^bH1&cJ6*dF3';
    fc.assert(
      fc.property(fc.nat(24), fc.nat(2), widths, cuts, (at, before, width, lengths) => {
        const part = innerBase64(secret, before).slice(at, at + 16);
        const output = maskInPieces(secret, `(${wrap(part, width, '\n')})`, lengths);
        expect(output).toBe('(***)');
      }),
    );
  });

  it('says the same of any text however it is cut, and lets ordinary text be', () => {
    fc.assert(
      fc.property(secrets, fc.string({ unit: letters, maxLength: 300 }), cuts, (secret, text, lengths) => {
        expect(maskInPieces(secret, text, lengths)).toBe(createMasker([secret]).text(text));
      }),
    );
    const prose =
      'please change\nit soon, the secret\r\n  of the house is c2Vj\ncm and LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\n';
    expect(createMasker(['changeit', 'a long secret of many words']).text(prose)).toBe(prose);
  });

  it('covers the start of wrapped base64 where the text is cut off', () => {
    const secret = 'q8Zr!vT2#mL9$xK4%wN7^bH1&cJ6*dF3';
    const stream = createMasker([secret]).stream();
    const written = stream.write(`a ${innerBase64(secret, 0).slice(0, 5)}\n${innerBase64(secret, 0).slice(5, 9)}\n`);
    expect(written + stream.end({ isCut: true })).toBe('a ***');
  });

  it('holds back no more than a secret with its breaks', () => {
    const stream = createMasker(['correct horse battery staple']).stream();
    stream.write('correct horse');
    expect(stream.write('\n'.repeat(1_000))).toBe(`correct horse${'\n'.repeat(1_000)}`);
  });
});

describe('a key', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const masker = createMasker([key]);

  it('keeps what it has in common with other keys and with public ones from being masked', () => {
    const open = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
    for (const text of [other.toString(), Buffer.from(other).toString('base64')]) expect(masker.text(text)).toBe(text);
    expect(masker.text(open).length).toBeGreaterThan(0);
  });

  it('is covered indented, folded, as UTF-16 and as one text of JSON', () => {
    expect(masker.text(`key: |\n${key.replace(/^/gm, '    ')}.`)).toMatch(/^key: \|\n {4}\*\*\*\s*\.$/);
    expect(masker.text(`${wrap(key, 60, '\n')}.`)).toBe('***\n.');
    expect(masker.text(JSON.stringify({ key }))).toBe('{"key":"***"}');
    const wide = Buffer.from(`x${wrap(Buffer.from(key).toString('base64'), 76, '\r\n')}\r\n`, 'utf16le');
    expect(Buffer.from(masker.bytes(wide)).toString('utf16le')).toBe('x***\r\n');
  });
});

const hex = '7ab5aae61f0c9e4d2b8837465ffe01dc7ab5aae61f0c9e4d2b8837465ffe01dcdc79e3';
const threeLines = 'first line of it\nsecond line of it, longer than the others are\nthird line of it, the last\n';
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

describe.each([
  ['base64', ['base64']],
  ['base64 of 60 columns', ['base64', '-w', '60']],
  ['openssl base64', ['openssl', 'base64']],
  [
    'encodebytes of Python',
    ['python3', '-c', 'import base64,sys; print(base64.encodebytes(sys.stdin.buffer.read()).decode())'],
  ],
  [
    'encodebytes of Python, as it prints bytes',
    ['python3', '-c', 'import base64,sys; print(base64.encodebytes(sys.stdin.buffer.read()))'],
  ],
  ['fold', ['fold', '-w', '60']],
] as const)('what %s writes', (_, [program, ...options]) => {
  it.each([
    ['of a long secret', hex, hex],
    ['of three lines', threeLines, threeLines],
    ['of a key', pem.toString(), pem.toString()],
    ['of a secret behind a name', hex, `account:${hex}`],
    ['of a key inside a document', pem.toString(), `{"key":\n${pem.toString()}}`],
  ])('%s is masked', (_name, secret, input) => {
    const output = execFileSync(program, options, { input, encoding: 'utf8' });
    const masked = createMasker([secret]).text(output);
    expect(masked).toContain('***');
    for (const before of [0, 1, 2]) expect(partsLeft(innerBase64(secret, before), masked, 6)).toEqual([]);
    expect(partsLeft(secret.replace(/\s/g, ''), masked, 6)).toEqual([]);
    if (secret === input) expect(masked.replace(/\\n|\s/g, '')).toMatch(/^(?:b')?\*\*\*'?$/);
  });
});
