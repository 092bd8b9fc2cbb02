import { operationOf, revocationOf } from '../../../../test/support/operations';
import { stepWork } from '../../../../test/support/builder';
import type { Operation } from '../../../domain/operations/operation';
import { createRequestStep } from './request-step';

function scene(first: Operation, code: 'enroll' | 'revoke' = 'enroll') {
  let operation = first;
  const woken: string[] = [];
  const released: unknown[] = [];
  const runner = createRequestStep(code, {
    operations: {
      find: async () => operation,
      release: async (_uuid, fields) => {
        released.push(fields);
        operation = { ...operation, isReleased: true };
        return operation;
      },
    },
    orders: {
      told: async ({ issuedCertificate, errorCode }) =>
        issuedCertificate === null
          ? { kind: 'failed', error: errorCode ?? 'x', message: 'no' }
          : { kind: 'issued', variables: { newCertificateId: issuedCertificate } },
    },
    wake: async (workflowId) => void woken.push(workflowId),
    now: () => first.updatedAt,
  });
  const run = (variables: Record<string, unknown> = {}) => {
    const work = stepWork(code, {});
    const instance = { ...work.instance, item: { kind: 'operation', uuid: first.uuid } as const, variables };
    return runner.run({ ...work, instance }, new AbortController().signal);
  };
  return { run, woken, released, become: (change: Partial<Operation>) => (operation = { ...operation, ...change }) };
}

it('releases the request once, with the fields that steps have changed, and waits for its end', async () => {
  const { run, woken, released, become } = scene(operationOf('o', { state: 'requested' }));
  expect(await run({ AdditionalAttributes: { a: 1 } })).toMatchObject({ kind: 'suspends', pollSeconds: 1 });
  expect(await run()).toMatchObject({ kind: 'suspends' });
  expect([released, woken.length]).toEqual([[{ a: 1 }], 2]);
  become({ state: 'issued', issuedCertificate: 'c-new' });
  expect(await run()).toMatchObject({ kind: 'done', variables: { newCertificateId: 'c-new' } });
});

it('fails as the authority does, and where nothing was requested', async () => {
  const { run } = scene(operationOf('o', { state: 'failed', errorCode: 'refused' }));
  expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'refused' } });
  const revocation = scene(revocationOf('o', { state: 'revoked' }), 'revoke');
  expect(await revocation.run()).toMatchObject({ kind: 'done', outputs: { state: 'revoked' } });
});
