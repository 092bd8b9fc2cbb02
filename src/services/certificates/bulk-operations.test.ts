import { bulkChangeOf } from '../../../test/support/bulk-change';
import { certificateOf } from '../../../test/support/builders';
import type { BulkRow } from '../../domain/certificates/bulk';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError, validationFailed } from '../../domain/problem';
import type { PlannedRow } from '../../store/certificates/bulk-rows';
import type { OperationOccasion, OperationRequest } from '../operations/start';
import { createBulkOperations, type BulkOperationDeps } from './bulk-operations';

const renewal = bulkChangeOf(['a', 'b'], { changes: { renew: true } });

function world(
  change: Partial<BulkOperationDeps> = {},
  left: readonly PlannedRow[] = [],
  final: readonly string[] = [],
) {
  const started: [OperationRequest, OperationOccasion][] = [];
  const audited: [readonly string[], boolean][] = [];
  const [plans, settled]: [string[], BulkRow[]] = [[], []];
  const operations = createBulkOperations({
    operations: {
      start: async (wanted, occasion) => void started.push([wanted, occasion]) as never,
      check: async (wanted) => {
        if (wanted.certificate === 'b')
          throw validationFailed([{ pointer: '/csr', code: 'required', detail: 'no CSR' }]);
      },
    },
    inventory: {
      findMany: async (uuids) =>
        new Map(uuids.filter((uuid) => uuid !== 'gone').map((uuid) => [uuid, certificateOf(uuid)])),
    },
    rows: {
      find: async () => ({ planned: new Map(left.map((row) => [row.certificate, row])), final: new Set(final) }),
      plan: async (_bulk, rows) => void plans.push(...rows.map(({ certificate }) => certificate)),
      settle: async (_bulk, rows) => void settled.push(...rows),
    },
    isForeign: async () => false,
    permissionsOf: async () => new Set<Permission>(['certificates:renew']),
    audit: async (_bulk, done, isRepeat) =>
      void (done.length > 0 && audited.push([done.map(({ certificate }) => certificate), isRepeat])),
    ...change,
  });
  const outcomes = () => settled.map(({ certificate, outcome, code }) => [certificate, outcome, code]).sort();
  return { operations, started, audited, plans, outcomes };
}

const plannedRow = (certificate: string): PlannedRow => ({
  ...{ certificate, name: certificate, outcome: 'requested', changes: ['renew'], code: null, detail: null },
  ...{ revision: 1, history: [] },
});

it('asks for each as its author, under a key of the bulk change and the certificate', async () => {
  const { operations, started, audited, plans, outcomes } = world();
  await operations.carryOut(renewal, ['a', 'b', 'gone']);
  expect(
    started.map(([{ action, certificate }, { key, requester, requestId }]) => [
      ...[action, certificate, key, requester.name, requestId],
    ]),
  ).toEqual(['a', 'b'].map((uuid) => ['renew', uuid, `bulk:${renewal.bulkId}:${uuid}`, 'alice', 'r1']));
  expect(plans).toEqual(['a', 'b']);
  expect(audited).toEqual([[['a', 'b'], false]]);
  expect(outcomes()).toEqual([
    ['a', 'requested', null],
    ['b', 'requested', null],
    ['gone', 'failed', 'not_found'],
  ]);
});

it('revokes with the reason and the comment', async () => {
  const { operations, started } = world();
  const revoke = { reason: 'superseded', comment: 'moved' } as const;
  await operations.carryOut(bulkChangeOf(['a'], { changes: { revoke } }), ['a']);
  expect(started[0]?.[0]).toMatchObject({ action: 'revoke', certificate: 'a', ...revoke });
});

it('on a repeat leaves what is settled, asks again for what was planned, and says so to the audit log', async () => {
  const { operations, started, audited, plans } = world({}, [plannedRow('b')], ['a']);
  await operations.carryOut(renewal, ['a', 'b', 'c']);
  expect(started.map(([{ certificate }]) => certificate).sort()).toEqual(['b', 'c']);
  expect(plans).toEqual(['c']);
  expect(audited).toEqual([
    [['c'], false],
    [['b'], true],
  ]);
});

it('says of each why it was refused, and goes on with the others', async () => {
  const start: BulkOperationDeps['operations']['start'] = async ({ certificate }) => {
    if (certificate === 'a') throw new CertloomError('operation_under_way', 'Another one is under way.');
    return undefined as never;
  };
  const { operations, audited, outcomes } = world({ operations: { start, check: async () => undefined } });
  await operations.carryOut(renewal, ['a', 'b']);
  expect(outcomes()).toEqual([
    ['a', 'failed', 'operation_under_way'],
    ['b', 'requested', null],
  ]);
  expect(audited).toEqual([[['b'], false]]);
});

it('settles nothing while the engine is away, so that it is done again', async () => {
  const start = async () => Promise.reject(new CertloomError('engine_unavailable', 'It is away.'));
  const { operations, outcomes, plans } = world({ operations: { start, check: async () => undefined } });
  await expect(operations.carryOut(renewal, ['a'])).rejects.toThrow('It is away.');
  expect([plans, outcomes()]).toEqual([['a'], []]);
});

it.each([
  { name: 'who may issue', permissions: ['certificates:issue'] as const, outcome: 'requested' },
  { name: 'nobody else', permissions: ['certificates:renew'] as const, outcome: 'failed' },
])('renews what others have issued for $name', async ({ permissions, outcome }) => {
  const { operations, outcomes } = world({
    isForeign: async () => true,
    permissionsOf: async () => new Set<Permission>(permissions),
  });
  await operations.carryOut(renewal, ['a']);
  expect(outcomes()).toEqual([['a', outcome, outcome === 'failed' ? 'forbidden' : null]]);
});

it('previews by the checks of the single request, and begins nothing', async () => {
  const { operations, started, plans } = world();
  const rows = await operations.preview(['a', 'b', 'gone'], { renew: true }, renewal.createdBy);
  expect(rows.map(({ certificate, outcome, detail }) => [certificate, outcome, detail])).toEqual([
    ['a', 'requested', null],
    ['b', 'failed', 'no CSR'],
    ['gone', 'failed', 'There is no such certificate.'],
  ]);
  expect([started, plans]).toEqual([[], []]);
});
