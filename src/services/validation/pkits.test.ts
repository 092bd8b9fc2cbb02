import { pkits } from '../../../test/support/pkits';
import { verdictOn } from '../../../test/support/verdicts';
import type { PathCertificate } from '../../domain/validation/path-certificate';
import type { RevocationList } from '../../domain/validation/revocation-list';
import type { IssuerCandidate } from '../../domain/validation/validation';
import { readPathCertificate } from '../../x509/path-certificate';
import { readRevocationList } from '../../x509/revocation-list';

const fixture = pkits();
const certificates = new Map<string, PathCertificate>(
  Object.entries(fixture.certificates).map(([name, der]) => [name, readPathCertificate(Buffer.from(der, 'base64'))!]),
);
const candidates: IssuerCandidate[] = [...certificates].map(([name, certificate]) => ({
  certificate,
  trusted: name === fixture.anchor,
  revoked: false,
}));
const now = new Date(fixture.at);
let lists: RevocationList[] = [];

beforeAll(async () => {
  for (const der of Object.values(fixture.lists)) {
    lists.push((await readRevocationList(Buffer.from(der, 'base64'), async () => undefined))!);
  }
});
afterAll(() => (lists = []));

/** NIST PKITS 1.0.1 with the initial policy set any-policy; refused is a bad chain, or `revoked` or `failed` by lists. */
describe('PKITS', () => {
  it('can be read, all of it', () => {
    expect([...certificates.values(), ...lists].filter((one) => one === null)).toEqual([]);
    expect(fixture.rows.filter(([, set]) => set === 'path')).toHaveLength(127);
    expect(fixture.rows.filter(([, set]) => set === 'lists')).toHaveLength(76);
  });

  it.each(fixture.rows)('%s (%s) is %s', async (name, set, expected) => {
    const result = await verdictOn(certificates.get(name)!, candidates, set === 'lists' ? lists : [], now);
    const byLists = result.checks.find(({ check }) => check === 'crl_verification')?.status;
    const accepted = result.status === 'valid' && (set === 'path' || byLists === 'valid');
    expect({ accepted, why: accepted ? undefined : result.checks }).toEqual({
      accepted: expected === 'accepted',
      why: accepted ? undefined : result.checks,
    });
  });
});
