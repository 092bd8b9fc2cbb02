import { operationOf } from '../../../test/support/operations';
import { CertloomError } from '../../domain/problem';
import { createRenewalOrders } from './renewal-order';

const orders = (fault?: CertloomError) =>
  createRenewalOrders({
    start: async () => (fault === undefined ? operationOf('o') : Promise.reject(fault)),
    findOperation: async (uuid) => operationOf(uuid, { action: 'renew' }),
    certificate: async () => ({ thumbprint: 'AB', fingerprint: 'f', notAfter: new Date(0), metadata: [] }),
    contents: async () => new Map(),
    files: { deploy: async () => ({ deployed: [], notDeployed: [] }) },
    isServed: async () => ({ isServed: false, detail: 'It shows another.' }),
  });
const wanted = { action: 'renew', certificate: 'c', raProfile: null, request: null } as const;
const occasion = { requester: operationOf('o').requester, origin: 'trigger' } as const;

it('joins a renewal that is under way, and no other operation', async () => {
  const busy = new CertloomError('operation_under_way', 'x', { extra: { operationUuid: 'other' } });
  expect((await orders(busy).begin(wanted, occasion)).uuid).toBe('other');
  await expect(orders(busy).begin({ ...wanted, action: 'rekey' }, occasion)).rejects.toThrow('x');
});

it('tells what has come of it, and whether an endpoint shows it', async () => {
  const { told, verified } = orders();
  expect((await told(operationOf('o'))).kind).toBe('under_way');
  expect(await told(operationOf('o', { state: 'issued', issuedCertificate: 'n' }))).toMatchObject({
    ...{ kind: 'issued', variables: { newCertificateId: 'n', newThumbprint: 'AB' } },
  });
  expect(await told(operationOf('o', { state: 'failed', errorCode: 'no' }))).toMatchObject({ error: 'no' });
  const { signal } = new AbortController();
  expect(await verified('nonsense', 'n', 1, signal)).toMatchObject({ error: 'bad_endpoint' });
  expect(await verified('web.test:443', 'n', 1, signal)).toMatchObject({ error: 'endpoint_not_renewed' });
});
