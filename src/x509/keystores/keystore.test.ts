/** Key stores of other makers: `openssl` at test time, `keytool` as files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCertificate, importFixtureKey, toPem } from '../../../test/hostile/certificate-builder';
import * as files from '../../../test/fixtures/keystores';
import { DerReader } from '../der';
import { sequence } from '../der-writer';
import { writePkcs12 } from '../pkcs12-writer';
import { certificatesOfKeystore, keystoreFormat } from './keystore';

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
async function read(bytes: Buffer, ...passwords: string[]): Promise<string[]> {
  const entries = await certificatesOfKeystore(keystoreFormat(bytes)!, bytes, passwords);
  return entries.map(({ der, alias }) => `${alias}: ${new X509Certificate(der).subject.split('\n').at(-1)}`);
}
const faultOf = (bytes: Buffer, ...passwords: string[]) =>
  read(bytes, ...passwords).then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

describe('files of keytool', () => {
  it.each([
    ['JKS', files.keytoolJks, ['partner: CN=trusted.example.org', 'web: CN=jks.example.org']],
    ['JCEKS', files.keytoolJceks, ['web: CN=jceks.example.org']],
    ['PKCS #12', files.keytoolPkcs12, ['partner: CN=trusted.example.org', 'web: CN=keytool.example.org']],
    [
      'PKCS #12 with RC2',
      files.keytoolLegacyPkcs12,
      ['partner: CN=trusted.example.org', 'web: CN=keytool.example.org'],
    ],
    ['PKCS #12 without password', files.keytoolOpenPkcs12, ['partner: CN=trusted.example.org']],
  ])('%s give the certificates of all entries', async (_name, file, expected) => {
    expect((await read(bytesOf(file), 'another', 'changeit')).sort()).toEqual(expected);
  });

  it.each([
    ['PKCS #12', files.keytoolPkcs12],
    ['PKCS #12 with RC2', files.keytoolLegacyPkcs12],
  ])('%s open with their password only', async (_name, file) => {
    expect(await faultOf(bytesOf(file))).toBe('password_needed');
    expect(await faultOf(bytesOf(file), 'wrong', 'Changeit')).toBe('wrong_password');
  });

  it.each([
    ['PKCS #12', files.keytoolPkcs12],
    ['PKCS #12 without password', files.keytoolOpenPkcs12],
  ])('%s that is cut off is a damaged store', async (_name, file) => {
    for (const octets of [40, 300])
      expect(await faultOf(bytesOf(file).subarray(0, octets), 'changeit')).toBe('damaged_keystore');
  });

  it('JCEKS with a secret key is said to be unreadable', async () =>
    expect(await faultOf(bytesOf(files.keytoolJceksWithSecretKey), 'changeit')).toBe('unsupported_keystore'));
});

describe('hostile files', () => {
  it.each([
    ['JKS', files.keytoolJks, 7, true],
    ['PKCS #12', files.keytoolOpenPkcs12, 7, false],
    ['PKCS #12 with a MAC', files.keytoolPkcs12, 97, true],
  ])('%s cut anywhere or changed anywhere are refused with a code', async (_name, file, step, isSealed) => {
    const whole = bytesOf(file);
    for (let at = 4; at < whole.length; at += step) {
      const cut = whole.subarray(0, at);
      const changed = Buffer.from(whole);
      changed[at] = changed[at]! ^ 0x41;
      for (const bytes of [cut, changed]) {
        const format = keystoreFormat(bytes);
        if (format === null) continue;
        const code = await certificatesOfKeystore(format, bytes, ['changeit']).then(
          () => 'read',
          (error: { code?: string }) => error.code,
        );
        // Without a digest over it, a change of a certificate is for its reader to see.
        expect([at, code]).toEqual([at, isSealed ? expect.not.stringMatching('read') : expect.any(String)]);
      }
    }
  });

  it('work without end is not begun', async () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = buildCertificate({ key: importFixtureKey('ec', key.export({ type: 'pkcs8', format: 'der' })) });
    const file = await writePkcs12({ key, certificates: [own], name: 'web', password: 'changeit' });
    // Iterations of the MAC: the last INTEGER, 20,000 in two octets.
    expect(file.subarray(-4).toString('hex')).toBe('02024e20');
    expect(await read(file, 'changeit')).toHaveLength(1);
    for (const count of ['02047fffffff', '0205ffffffffff']) {
      const costly = withLast(file, Buffer.from(count, 'hex'));
      const from = performance.now();
      expect(await faultOf(costly, 'changeit')).toBe('keystore_too_costly');
      expect(performance.now() - from).toBeLessThan(250);
    }
  });

  it('a JKS with more entries than there are octets ends', async () => {
    const head = Buffer.from('feedfeed00000002ffffffff', 'hex');
    expect(await faultOf(Buffer.concat([head, Buffer.alloc(40)]), 'x')).toBe('wrong_password');
  });
});

/** The file with another last element: lengths of all that is around it follow. */
function withLast(file: Buffer, last: Buffer): Buffer {
  const grown = last.length - 4;
  const bytes = Buffer.concat([file.subarray(0, -4), last]);
  const macData = file.length - (file[file.lastIndexOf(Buffer.from('3031300d', 'hex')) - 1]! + 2);
  for (const at of [1, macData]) {
    if (file[0] === 0x30 && at === 1) bytes.writeUInt16BE(file.readUInt16BE(2) + grown, 2);
    else bytes[at + 1] = bytes[at + 1]! + grown;
  }
  return bytes;
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
(hasOpenssl ? describe : describe.skip)('files of OpenSSL', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-keystores-'));
  const at = (name: string) => path.join(folder, name);
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = buildCertificate({
    subject: 'own.example.org',
    key: importFixtureKey('rsa', key.export({ type: 'pkcs8', format: 'der' })),
  });
  writeFileSync(at('own.pem'), toPem(own));
  writeFileSync(at('key.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(at('ca.pem'), toPem(buildCertificate({ subject: 'ca.example.org' })));
  afterAll(() => rmSync(folder, { recursive: true }));

  function exported(password: string, ...options: string[]): Buffer {
    const input = ['-inkey', at('key.pem'), '-in', at('own.pem'), '-certfile', at('ca.pem'), '-name', 'wéb'];
    const output = ['-out', at('store.p12'), '-passout', `pass:${password}`];
    execFileSync('openssl', ['pkcs12', '-export', ...input, ...output, ...options], { stdio: 'ignore' });
    return readFileSync(at('store.p12'));
  }

  it.each([
    ['as it is by default', 'changeit', []],
    ['with another MAC and AES-128', 'changeit', ['-certpbe', 'AES-128-CBC', '-macalg', 'sha512']],
    ['with triple DES', 'changeit', ['-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['without a MAC, in the open', 'changeit', ['-nomac']],
    ['with a MAC, in the open', 'changeit', ['-certpbe', 'NONE']],
    ['with another password than ASCII', 'Schlüssel€', []],
    ['with an empty password', '', []],
  ])('are read %s', async (_name, password, options) => {
    const file = exported(password, ...options);
    const expected = ['wéb: CN=own.example.org', 'undefined: CN=ca.example.org'];
    expect(await read(file, ...(password === '' ? [] : ['wrong', password]))).toEqual(expected);
  });

  it('that are encrypted and have no MAC open with their password only', async () => {
    const file = exported('changeit');
    const reader = new DerReader(file);
    const [version, authSafe] = reader.children(reader.elementAt(0, file.length)!);
    const bare = sequence(file.subarray(version!.start, authSafe!.end));
    expect(await read(bare, 'changeit')).toHaveLength(2);
    const wrong = Array.from({ length: 300 }, (_, index) => `wrong ${index}`);
    expect(await faultOf(bare, ...wrong)).toBe('wrong_password');
  });
});
