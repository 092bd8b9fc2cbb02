import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PathCertificate } from '../../domain/validation/path-certificate';
import type { RevocationList } from '../../domain/validation/revocation-list';
import { validateCertificate } from '../../domain/validation/validate';
import type { IssuerCandidate, ValidationSources } from '../../domain/validation/validation';
import { readPathCertificate } from '../../x509/path-certificate';
import { readRevocationList } from '../../x509/revocation-list';
import { validationTools } from './tools';

interface Fixture {
  readonly anchor: string;
  readonly at: string;
  readonly rows: readonly (readonly [name: string, set: 'path' | 'lists', expected: 'accepted' | 'refused'])[];
  readonly certificates: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, string>>;
}

const file = path.join(__dirname, '..', '..', '..', 'test', 'fixtures', 'pkits.json.gz');
const fixture = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Fixture;
const certificates = new Map<string, PathCertificate>(
  Object.entries(fixture.certificates).map(([name, der]) => [name, readPathCertificate(Buffer.from(der, 'base64'))!]),
);
const candidates: IssuerCandidate[] = [...certificates].map(([name, certificate]) => ({
  certificate,
  trusted: name === fixture.anchor,
  revoked: false,
}));
const now = new Date(fixture.at);
const nothing = { found: [], failures: [] };
let lists: RevocationList[] = [];

beforeAll(async () => {
  for (const der of Object.values(fixture.lists)) {
    lists.push((await readRevocationList(Buffer.from(der, 'base64'), validationTools().giveTurn))!);
  }
});
afterAll(() => (lists = []));

function sources(withLists: boolean): ValidationSources {
  return {
    issuersOf: async () => candidates,
    signersOf: async () => candidates,
    listsFor: async () => (withLists ? { found: lists, failures: [] } : nothing),
    answersFor: async () => nothing,
  };
}

/** NIST PKITS 1.0.1 with the initial policy set any-policy; refused is a bad chain, or `revoked` or `failed` by lists. */
describe('PKITS', () => {
  it('can be read, all of it', () => {
    expect([...certificates.values(), ...lists].filter((one) => one === null)).toEqual([]);
    expect(fixture.rows.filter(([, set]) => set === 'path')).toHaveLength(127);
    expect(fixture.rows.filter(([, set]) => set === 'lists')).toHaveLength(76);
  });

  it.each(fixture.rows)('%s (%s) is %s', async (name, set, expected) => {
    const options = { now, trusted: false, expiringFrom: null };
    const result = await validateCertificate(
      certificates.get(name)!,
      sources(set === 'lists'),
      options,
      validationTools(),
    );
    const byLists = result.checks.find(({ check }) => check === 'crl_verification')?.status;
    const accepted = result.status === 'valid' && (set === 'path' || byLists === 'valid');
    expect({ accepted, why: accepted ? undefined : result.checks }).toEqual({
      accepted: expected === 'accepted',
      why: accepted ? undefined : result.checks,
    });
  });
});
