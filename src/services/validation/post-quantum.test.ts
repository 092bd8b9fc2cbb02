import { readFileSync } from 'node:fs';
import path from 'node:path';
import { verdictOn } from '../../../test/support/verdicts';
import { readPathCertificate } from '../../x509/path-certificate';

type Fixture = Readonly<Record<string, { readonly root: string; readonly leaf: string }>>;
const file = path.join(__dirname, '..', '..', '..', 'test', 'fixtures', 'post-quantum.json');
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;
const release = Number(process.versions.node.split('.')[0]);
const now = new Date('2026-06-01T00:00:00Z');
/** From this release of the runtime on it verifies the scheme. */
const since: Readonly<Record<string, number>> = { 'ml-dsa-65': 22, 'slh-dsa-sha2-128s': 22, composite: Infinity };

describe.each(Object.entries(fixture))('signatures of %s', (scheme, { root, leaf }) => {
  const top = { certificate: readPathCertificate(Buffer.from(root, 'base64'))!, trusted: true, revoked: false };
  const runs = release >= since[scheme]!;

  async function check(der: Buffer) {
    const { status, checks, fault } = await verdictOn(readPathCertificate(der)!, [top], [], now);
    const one = (name: string) => checks.find(({ check }) => check === name)!.status;
    return { status, chain: one('certificate_chain'), signature: one('signature'), code: fault?.code };
  }

  it('are checked where the runtime can, and else the check failed', async () => {
    const failed = { status: 'failed', chain: 'failed', signature: 'failed', code: 'signature_not_run' };
    const valid = { status: 'valid', chain: 'valid', signature: 'valid', code: undefined };
    expect(await check(Buffer.from(leaf, 'base64'))).toEqual(runs ? valid : failed);
  });

  it('are never called wrong where nobody could look', async () => {
    const forged = Buffer.from(leaf, 'base64');
    forged[forged.length - 1]! ^= 1;
    expect((await check(forged)).signature).toBe(runs ? 'invalid' : 'failed');
  });

  it('are three-valued for a root, too', async () => {
    const result = await check(Buffer.from(root, 'base64'));
    expect(result.signature).toBe(runs ? 'valid' : 'failed');
    expect(result.chain).toBe('valid');
  });
});
