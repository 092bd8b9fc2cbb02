import { attributeDefinition } from '../../../test/support/attribute-definition';
import { certificateOf, start } from '../../../test/support/builders';
import type { CertificateQuery, CertificateSelection } from '../../store/certificates/inventory';
import type { CertificateDirectory } from '../certificates/selection';
import { createPatternEngine } from '../firings/pattern-engine';
import { createCompatSearch, type CompatSearch } from './certificate-search';

const all = Array.from({ length: 12 }, (_, at) =>
  certificateOf(`c${at}`, { issuerDn: at === 3 ? 'CN=X, O=Y' : 'CN=Z' }),
);
const attribute = attributeDefinition({ uuid: 'a1', name: 'Site', contentType: 'string', resources: ['certificates'] });
const directory = {
  ...{ users: new Map(), usersByName: new Map(), groups: new Map(), groupsByName: new Map() },
  ...{ raProfiles: new Map(), raProfilesByName: new Map(), attributes: new Map([['a1', attribute]]) },
} as unknown as CertificateDirectory;
const plain: CompatSearch = {
  ...{ query: '', caller: 'kim', page: 1, limit: 5, sort: 'createdAt', direction: 1 },
  ...{ withRevoked: true, withExpired: true },
};

interface Over {
  readonly steadyClock?: () => number;
  readonly relation?: 'exact' | 'moreThan';
}

/** Pages of at most three, the second of them empty, as a search that looks at many may give. */
function searchOver({ steadyClock = () => 0, relation = 'exact' }: Over = {}) {
  const asked: CertificateSelection[] = [];
  let reads = 0;
  const search = createCompatSearch({
    inventory: {
      async search({ after, limit, ...selection }: CertificateQuery) {
        asked.push(selection);
        const from = after === undefined ? 0 : Number(after.id);
        const isEmpty = (reads += 1) === 2;
        const items = isEmpty ? [] : all.slice(from, from + Math.min(limit, 3));
        const next = from + items.length;
        return { items, next: next < all.length ? { value: null, id: String(next) } : undefined };
      },
      count: async () => ({ value: 12, relation }),
      findMany: async (uuids) => new Map(all.filter(({ uuid }) => uuids.includes(uuid)).map((one) => [one.uuid, one])),
    },
    directory: { snapshot: async () => directory },
    ...{ patterns: createPatternEngine(), now: () => start, steadyClock },
  });
  return { search, asked };
}
const uuids = (from: number, to: number) => all.slice(from, to).map(({ uuid }) => uuid);

it.each([
  [1, 5, uuids(0, 5)],
  [2, 5, uuids(5, 10)],
  [3, 5, uuids(10, 12)],
  [4, 5, []],
  [1, 50, uuids(0, 12)],
])('gives page %d of %d each', async (page, limit, expected) => {
  const { search } = searchOver();
  expect(await search.search({ ...plain, page, limit })).toEqual({ uuids: expected, total: 12 });
});

it('has no total where that is not counted to its end', async () => {
  expect((await searchOver({ relation: 'moreThan' }).search.search(plain)).total).toBeNull();
});

it('gives up where too much has to be looked at', async () => {
  let time = 0;
  const { search } = searchOver({ steadyClock: () => (time += 15_000) });
  await expect(search.search({ ...plain, limit: 12 })).rejects.toMatchObject({ code: 'filter_too_wide' });
});

it.each([
  ['Thumbprint -eq "ab cd"', { thumbprint: 'ABCD' }],
  ['SerialNumber -eq "00AB" AND CertState -eq 1', { serialNumber: 'ab' }],
  ['Thumbprint -eq "AB" OR CN -eq "a"', undefined],
  ['Thumbprint -ne "AB"', undefined],
  ['site -eq "Brno"', undefined],
])('looks %s up by %j', async (query, point) => {
  const { search, asked } = searchOver();
  await search.search({ ...plain, query });
  expect(asked[0]?.point).toEqual(point);
});

it('leaves out what is revoked and over where it is told to', async () => {
  const { search, asked } = searchOver();
  await search.search({ ...plain, withRevoked: false, withExpired: false });
  expect(JSON.stringify(asked[0]?.filter)).toContain('revoked');
  expect(JSON.stringify(asked[0]?.filter)).toContain('notAfter');
});

it('says where a query cannot be translated', async () => {
  const { search } = searchOver();
  await expect(search.search({ ...plain, query: 'Owner -eq "x"' })).rejects.toMatchObject({
    code: 'validation_failed',
    more: { errors: [{ pointer: '/query/QueryString', code: 'query_unsupported' }] },
  });
});

it('finds one by thumbprint, and by serial number and issuer in any spelling', async () => {
  const { search, asked } = searchOver();
  expect(await search.byThumbprint('ab:cd')).not.toBeNull();
  expect(asked[0]?.point).toEqual({ thumbprint: 'ABCD' });
  const many = searchOver();
  await many.search.bySerial('00ab', 'cn=z');
  expect(many.asked[0]?.point).toEqual({ serialNumber: 'ab' });
  expect(await searchOver().search.bySerial('ab', 'CN=Q')).toBeNull();
});
