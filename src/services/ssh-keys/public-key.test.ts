import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readPublicKey } from './public-key';

// Made by ssh-keygen of OpenSSH 9.2.
const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC9xXY1iHAr2SWj0bQKN7s1nqNYlQ3ak1ckyw9pJdPqR';

function hasKeygen(): boolean {
  try {
    execFileSync('ssh-keygen', ['-A', '-f', '/nonexistent'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

(hasKeygen() ? describe : describe.skip)('as ssh-keygen tells it', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'certloom-ssh-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['ed25519', []],
    ['ecdsa', ['-b', '521']],
    ['rsa', ['-b', '2048']],
    ['rsa', ['-b', '3072']],
  ] as const)('%s %s', (type, more) => {
    const file = path.join(folder, `${type}${more.join('')}`);
    execFileSync('ssh-keygen', ['-q', '-t', type, ...more, '-N', '', '-C', 'web server one', '-f', file]);
    const [bits, fingerprint] = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(
      ' ',
    );
    const text = readFileSync(`${file}.pub`, 'utf8');
    const expected = { fingerprint, keyLength: Number(bits), comment: 'web server one', keyType: text.split(' ')[0] };
    expect(readPublicKey(text)).toEqual(expected);
    expect(readPublicKey(`from="10.0.0.0/8",command="ls -l" ${text}`)).toEqual(expected);
  });
});

it('needs no comment', () => {
  expect(readPublicKey(ed25519)).toMatchObject({ keyType: 'ssh-ed25519', keyLength: 256, comment: '' });
});

it.each([
  ['nothing', ''],
  ['words', 'my best key'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----'],
  ['two keys', `${ed25519}\n${ed25519}`],
  ['another kind than the key says', ed25519.replace('ssh-ed25519', 'ssh-rsa')],
  ['a cut key', ed25519.slice(0, -8)],
  ['an unknown kind', `ssh-new ${Buffer.from('\0\0\0\x07ssh-new', 'latin1').toString('base64')}`],
])('refuses %s', (_name, text) => expect(readPublicKey(text)).toBeNull());

it('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void readPublicKey(text)));
  const blob = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  fc.assert(fc.property(blob, (text) => void readPublicKey(`ssh-rsa ${text} x`)));
});
