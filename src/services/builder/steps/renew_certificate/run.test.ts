import { operationOf } from '../../../../../test/support/operations';
import { certificateOf } from '../../../../../test/support/services';
import { stepWork } from '../../../../../test/support/builder';
import type { RenewalOrders } from '../../../operations/renewal-order';
import { createRenewRunner } from './run';

const { signal } = new AbortController();

it('orders once under the key of the visit, waits, and leaves what came of it', async () => {
  const wanted: unknown[] = [];
  let isIssued = false;
  const operation = operationOf('o', { state: 'pending_issue' });
  const orders = {
    begin: async (request: object, occasion: { key?: string }) => {
      wanted.push({ ...request, key: occasion.key });
      return operation;
    },
    find: async () => operation,
    told: async () =>
      isIssued
        ? { kind: 'issued', variables: { newCertificateId: 'n' } }
        : { kind: 'under_way', variables: { operationId: 'o' } },
    deployed: async () => ({ deployed: ['/etc/web.pem'], notDeployed: [] }),
    verified: async () => undefined,
  } as unknown as RenewalOrders;
  const runner = createRenewRunner({
    ...{ orders, certificate: async () => certificateOf('web'), now: () => operation.updatedAt },
    keepsKeys: async () => false,
    begun: async () => (wanted.length > 0 ? operation : null),
  });
  const work = stepWork('renew_certificate', { deploy: true });
  const about = { ...work, instance: { ...work.instance, item: { kind: 'certificate', uuid: 'c-web' } as const } };
  expect(await runner.run(about, signal)).toMatchObject({ kind: 'suspends', pollSeconds: 1 });
  isIssued = true;
  expect(await runner.run(about, signal)).toMatchObject({
    ...{ kind: 'done', variables: { newCertificateId: 'n', deployed: ['/etc/web.pem'] } },
  });
  expect(wanted).toMatchObject([{ action: 'renew', certificate: 'c-web', key: work.key }]);
  expect(await runner.run(work, signal)).toMatchObject({ kind: 'failed', error: { code: 'no_certificate' } });
});

it('makes a new key only where it is kept, as nobody else would have it', async () => {
  const asked: string[] = [];
  const operation = operationOf('o', { state: 'pending_issue' });
  const orders = {
    begin: async ({ action }: { action: string }) => (asked.push(action), operation),
    find: async () => operation,
    told: async () => ({ kind: 'under_way', variables: {} }),
  } as unknown as RenewalOrders;
  const run = (keeps: boolean, settings: object) => {
    const runner = createRenewRunner({
      ...{ orders, certificate: async () => certificateOf('web', { raProfile: 'p' }), now: () => operation.updatedAt },
      ...{ keepsKeys: async () => keeps, begun: async () => null },
    });
    const work = stepWork('renew_certificate', settings as Record<string, unknown>);
    const item = { kind: 'certificate', uuid: 'c-web' } as const;
    return runner.run({ ...work, instance: { ...work.instance, item } }, signal);
  };
  expect(await run(false, { keyAlgorithm: 'ed25519' })).toMatchObject({ error: { code: 'key_not_kept' } });
  expect(asked).toEqual([]);
  expect(await run(true, { keyAlgorithm: 'ed25519' })).toMatchObject({ kind: 'suspends' });
  expect(await run(false, {})).toMatchObject({ kind: 'suspends' });
  expect(asked).toEqual(['rekey', 'renew']);
});
