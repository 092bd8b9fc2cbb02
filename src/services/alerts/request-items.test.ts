import type { Operation } from '../../domain/operations/operation';
import { alertOf } from '../../../test/support/alert';
import { testNow } from '../../../test/support/alert-work';
import { certificateOf } from '../../../test/support/builders';
import { createRequestItems, type RequestItemDeps } from './request-items';

const operationOf = (uuid: string, change: Partial<Operation>): Operation =>
  ({
    ...{
      uuid,
      action: 'issue',
      certificate: null,
      raProfile: 'web',
      state: 'pending_approval',
      issuedCertificate: null,
      approval: 'a',
    },
    ...{ requester: { type: 'user', uuid: 'u', name: 'jane' }, orderState: null, message: 'Somebody has rejected it.' },
    order: {
      ...{ csr: null, subjectDn: `CN=${uuid}`, commonName: uuid, names: [`dNSName:${uuid}`], spkiSha256: null },
      placement: null,
    },
    ...{ createdAt: testNow, updatedAt: testNow, ...change },
  }) as unknown as Operation;

type Certificates = Readonly<Record<string, Parameters<typeof certificateOf>[1]>>;

function sourceOf(
  kind: 'pending' | 'issued' | 'denied',
  operations: readonly Operation[],
  certificates: Certificates = {},
) {
  const owner = { uuid: 'o', username: 'ann', displayName: 'Ann Lee', email: 'ann@x.example' };
  const user = { uuid: 'u', username: 'jane', displayName: 'Jane Mary Doe', email: 'jane@x.example' };
  return createRequestItems(kind, {
    operations: {
      find: async (uuid) => operations.find((one) => one.uuid === uuid) ?? null,
      list: async ({ state }) => operations.filter((one) => state === undefined || one.state === state),
    },
    approval: async (uuid) => ({ uuid, decisions: [{ decision: 'reject', comment: 'not ours' }] }) as never,
    certificate: async (uuid) => certificateOf(uuid, certificates[uuid] ?? {}),
    directory: async () =>
      ({
        users: new Map([
          ['u', user],
          ['o', owner],
        ]),
        groups: new Map(),
        raProfiles: new Map([['web', { name: 'Web servers' }]]),
      }) as never,
    pageUrl: ({ kind: page, id }) => `https://certloom.example/n/${page}-${id}`,
  } satisfies RequestItemDeps);
}
const texts = (item: { tokensAt: (at: number) => { of(name: string): readonly string[] } }, ...names: string[]) =>
  names.map((name) => item.tokensAt(-1).of(name).join('+'));
const [before] = [new Date(testNow.getTime() - 1_000)];

it('gives requests that wait for whom the alert names, with their tokens', async () => {
  const source = sourceOf('pending', [
    operationOf('people', {}),
    operationOf('ca', {
      ...{ state: 'pending_issue', approval: null },
      orderState: { startedAt: 1, orderUrl: 'https://ca.example/77', answered: 'x' },
    }),
    operationOf('new', { state: 'pending_issue' }),
    operationOf('over', { state: 'issued' }),
  ]);
  const alert = alertOf({ kind: 'pending', createdAt: before });
  const { items } = await source.page(alert, testNow, null, null);
  expect(items.map(({ id }) => id)).toEqual(['people', 'ca']);
  expect(texts(items[0]!, 'rcn', 'template', 'requester', 'requester:mail', 'requester:givenname', 'apprlink')).toEqual(
    [...['people', 'Web servers', 'jane', 'jane@x.example', 'Jane Mary'], 'https://certloom.example/n/approval-a'],
  );
  expect(texts(items[1]!, 'careqid', 'apprlink', 'reqid')).toEqual(['https://ca.example/77', '', 'ca']);
  const authority = await source.page({ ...alert, sources: ['authority'] }, testNow, null, null);
  expect(authority.items.map(({ id }) => id)).toEqual(['ca']);
});

it('tells why a request was denied, and leaves out what was denied before the alert was made', async () => {
  const old = new Date(testNow.getTime() - 60_000);
  const source = sourceOf('denied', [
    operationOf('bad', { state: 'rejected' }),
    operationOf('old', { state: 'rejected', updatedAt: old }),
  ]);
  const { items } = await source.page(alertOf({ kind: 'denied', createdAt: before }), testNow, null, null);
  expect(items.map(({ id }) => id)).toEqual(['bad']);
  expect(texts(items[0]!, 'cmnt', 'dn')).toEqual(['not ours', 'CN=bad']);
  expect(items[0]!.context()).toMatchObject({ denialReason: 'not ours', subjectDn: 'CN=bad' });
});

it('shows the certificate that came of a request', async () => {
  const source = sourceOf('issued', [operationOf('good', { state: 'issued', issuedCertificate: 'cert' })]);
  const [item] = await source.find(alertOf({ kind: 'issued', raProfileId: 'web' }), ['good'], testNow);
  expect(item!.object.uuid).toBe('cert');
  expect(texts(item!, 'dnldlink', 'fingerprint')).toEqual([
    'https://certloom.example/n/certificate-cert',
    certificateOf('cert').fingerprint,
  ]);
  expect(await source.find(alertOf({ kind: 'issued', raProfileId: 'vpn' }), ['good'], testNow)).toEqual([]);
});

const costCentre = (value: string) => ({
  a: { name: 'CostCentre', contentType: 'string', content: [{ data: value }] },
  p: { name: 'Pin', contentType: 'secret', content: [{ data: 'hidden' }] },
});

it.each<[string, Partial<Operation>, string[]]>([
  [
    'the request says',
    { order: { placement: { owner: 'o', groups: [], attributes: costCentre('4711') } } as never },
    ['Ann Lee', 'ann@x.example', '4711'],
  ],
  ['the certificate before has', { certificate: 'before' }, ['Ann Lee', 'ann@x.example', '815']],
  ['nobody has said', {}, ['Jane Mary Doe', 'jane@x.example', '']],
])('knows owner and attributes of what waits or was denied: what %s', async (_, change, expected) => {
  const before = { owner: 'o', attributes: costCentre('815') } as never;
  const order = { ...operationOf('x', {}).order, ...change.order };
  for (const [kind, state] of [
    ['pending', 'pending_approval'],
    ['denied', 'rejected'],
  ] as const) {
    const source = sourceOf(kind, [operationOf('x', { ...change, order, state })], { before });
    const [item] = await source.find(alertOf({ kind }), ['x'], testNow);
    expect(texts(item!, 'owner', 'owner:mail', 'metadata:costcentre')).toEqual(expected);
    expect(texts(item!, 'metadata:Pin')).toEqual(['']);
    expect(JSON.stringify(item!.context())).not.toContain('hidden');
  }
});

it('names the person of an issued certificate, its owner and its attributes, and the id at the authority', async () => {
  const order = 'https://ca.example/order/1';
  const source = sourceOf(
    'issued',
    [operationOf('good', { state: 'issued', issuedCertificate: 'cert', authorityRequestId: order })],
    {
      cert: {
        owner: 'o',
        attributes: costCentre('1'),
        subjectAlternativeNames: ['rfc822Name:JANE@x.example'],
      } as never,
    },
  );
  const [item] = await source.find(alertOf({ kind: 'issued' }), ['good'], testNow);
  const names = ['principal:mail', 'principal:givenname', 'principal:sn', 'owner', 'metadata:CostCentre', 'careqid'];
  expect(texts(item!, ...names)).toEqual(['jane@x.example', 'Jane Mary', 'Doe', 'Ann Lee', '1', order]);
});
