import { acmeSession, type NextAnswer } from '../../../../test/support/acme-session';
import { buildCertificate, toPem } from '../../../../test/hostile/certificate-builder';
import type { IssuedItem } from '../../../domain/authorities/authority';
import { AuthorityFault } from '../authority-fault';
import { issuedOrders } from './issued-orders';

const der = buildCertificate({ subject: 'ordered.example.org' });
const account = { json: { status: 'valid', orders: 'https://ca.example/orders' } };
const order = (status: string, certificate?: string) => ({
  json: { status, finalize: 'https://ca.example/f', authorizations: [], certificate },
});
const chain = { body: Buffer.from(toPem(der) + toPem(buildCertificate({ subject: 'CA' }))) };

async function read(from: number, ...answers: NextAnswer[]) {
  const { session, asked } = acmeSession(...answers);
  const items: IssuedItem[] = [];
  for await (const item of issuedOrders(async () => session, from)) items.push(item);
  return { items, asked: asked.map(({ url }) => url.replace('https://ca.example/', '')) };
}

it('gives the certificate of each order that has one, over all parts of the list', async () => {
  const { items, asked } = await read(
    0,
    account,
    { json: { orders: ['https://ca.example/o1', 'https://ca.example/o2'] }, next: 'https://ca.example/orders?2' },
    { json: { orders: ['https://ca.example/o3'] } },
    order('valid', 'https://ca.example/c1'),
    chain,
    order('invalid'),
    new AuthorityFault('authority_failed', 'The authority did not show the order.', false),
  );
  expect(items).toEqual([
    { kind: 'certificate', certificate: der },
    { kind: 'nothing' },
    {
      ...{ kind: 'unreadable', code: 'authority_failed', name: 'https://ca.example/o3' },
      message: 'The authority did not show the order.',
    },
  ]);
  expect(asked).toEqual(['account/1', 'orders', 'orders?2', 'o1', 'c1', 'o2', 'o3']);
});

it('goes on behind a position, and follows a list that leads back to itself once', async () => {
  const list = {
    json: { orders: ['https://ca.example/o1', 'https://ca.example/o2'] },
    next: 'https://ca.example/orders',
  };
  expect((await read(1, account, list, order('pending'))).asked).toEqual(['account/1', 'orders', 'o2']);
});

it.each<[string, NextAnswer[]]>([
  ['names no list', [{ json: { status: 'valid' } }]],
  ['does not have the list that it names', [account, new AuthorityFault('not_found', 'Nothing there.', true)]],
  ['lists something else', [account, { json: { orders: 7 } }]],
])('says so where the authority %s', async (_name, answers) =>
  expect(read(0, ...answers)).rejects.toMatchObject({ name: 'IssuedListUnsupported' }),
);
