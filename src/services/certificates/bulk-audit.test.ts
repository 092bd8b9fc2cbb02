import { bulkChangeOf } from '../../../test/support/bulk-change';
import { start } from '../../../test/support/builders';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import type { AuditEntry } from '../../domain/identity/audit';
import type { PlannedRow } from '../../store/certificates/bulk-rows';
import { createBulkAudit } from './bulk-audit';

const row = (certificate: string, outcome: PlannedRow['outcome'] = 'changed'): PlannedRow => ({
  ...{ certificate, name: certificate, outcome, changes: ['groups'], code: null, detail: null },
  ...{ revision: 1, history: [] },
});

function world(settings: Partial<typeof defaultPlatformSettings.audit> = {}, known: readonly string[] = []) {
  const appended: AuditEntry[] = [];
  const audit = createBulkAudit({
    store: {
      append: async (entries) => void appended.push(...entries),
      list: async ({ objectUuid }) => ({
        items: known.includes(objectUuid ?? '') ? [{} as never] : [],
        next: undefined,
      }),
    },
    settings: async () => ({ ...defaultPlatformSettings.audit, output: 'database', ...settings }),
    now: () => start,
  });
  return { audit, appended };
}

it('writes what the single change writes, under the request of the bulk change', async () => {
  const { audit, appended } = world();
  await audit(bulkChangeOf(['a', 'b']), [row('a'), row('b', 'deleted')], false);
  expect(
    appended.map(({ operation, resource, requestId }) => [operation, resource.objects[0]?.uuid, requestId]),
  ).toEqual([
    ['certificates.update', 'a', 'r1'],
    ['certificates.delete', 'b', 'r1'],
  ]);
});

it.each([
  [{ renew: true }, 'certificates.renew'],
  [{ revoke: { reason: 'superseded', comment: null } }, 'certificates.request-revocation'],
] as const)('writes of %j what the single request writes', async (changes, operation) => {
  const { audit, appended } = world();
  await audit(bulkChangeOf(['a'], { changes }), [row('a', 'requested')], false);
  expect(appended).toMatchObject([{ operation, message: 'accepted' }]);
});

it.each([
  { name: 'nothing to a log that is off', settings: { output: 'none' as const }, isRepeat: false, found: [] },
  { name: 'nothing of an ignored area', settings: { ignoreOperations: ['certificates'] }, isRepeat: false, found: [] },
  { name: 'nothing twice on a repeat', settings: {}, isRepeat: true, found: ['b'] },
])('writes $name', async ({ settings, isRepeat, found }) => {
  const { audit, appended } = world(settings, ['a']);
  await audit(bulkChangeOf(['a', 'b']), [row('a'), row('b')], isRepeat);
  expect(appended.map(({ resource }) => resource.objects[0]?.uuid)).toEqual(found);
});
