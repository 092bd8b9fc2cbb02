import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buildCertificate, buildPkcs7, toPem } from '../../test/hostile/certificate-builder';
import { mutate, createRandom } from '../../test/hostile/generate';
import { fingerprintOf } from './fingerprint';
import { parseUpload } from './parse-upload';

const codeOf = (upload: Promise<unknown>): Promise<string> =>
  upload.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

describe('parseUpload', () => {
  it('reads each certificate and keeps faults at their place', async () => {
    const [a, b] = [buildCertificate(), buildCertificate()];
    const broken = Buffer.from(a);
    broken[4] = 0x31; // a SET where the TBSCertificate has to be
    const items = await parseUpload(Buffer.from(toPem(a) + toPem(broken) + toPem(b)));
    expect(items.map((item) => ('error' in item ? item.error.code : item.certificate.facts.fingerprint))).toEqual([
      fingerprintOf(a),
      'not_a_certificate',
      fingerprintOf(b),
    ]);
    expect(items.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('throws when the only certificate cannot be read', async () => {
    const cut = buildCertificate({ raw: { validity: Buffer.alloc(0) } });
    expect(await codeOf(parseUpload(cut))).toBe('not_a_certificate');
  });

  it('passes on what the splitter dropped', async () => {
    const trusted = toPem(Buffer.concat([buildCertificate(), Buffer.from('3000', 'hex')]), 'TRUSTED CERTIFICATE');
    expect(await parseUpload(Buffer.from(trusted))).toMatchObject([{ warnings: ['trust_data_dropped'] }]);
  });

  it('SEC7 refuses more names than are held for one call', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}.a`);
    const ders = (count: number) => Array.from({ length: count }, () => buildCertificate({ sans: names(10_000) }));
    expect(await codeOf(parseUpload(buildPkcs7(ders(10))))).toBe('accepted');
    expect(await codeOf(parseUpload(buildPkcs7(ders(11))))).toBe('payload_too_large');
  });

  it('lets the event loop turn inside a large bundle', async () => {
    const bundle = buildPkcs7(Array.from({ length: 200 }, () => buildCertificate()));
    let turns = 0;
    const counter = setInterval(() => (turns += 1), 0);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const items = await parseUpload(bundle);
    delay.disable();
    clearInterval(counter);
    expect(items).toHaveLength(200);
    expect(turns).toBeGreaterThan(2);
    expect(delay.max / 1e6).toBeLessThan(250);
  });

  it('refuses or reads mutated bundles, nothing else', async () => {
    const random = createRandom(7);
    const bundle = Buffer.from(toPem(buildCertificate()) + toPem(buildPkcs7([buildCertificate()]), 'PKCS7'));
    for (let round = 0; round < 200; round += 1) {
      const code = await codeOf(parseUpload(mutate(bundle, random)));
      expect(code).toMatch(/^(accepted|not_a_certificate|unsupported_format|invalid_base64|private_key_refused)$/);
    }
  });
});
