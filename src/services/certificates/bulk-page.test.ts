import { bulkChangeOf } from '../../../test/support/bulk-change';
import { certificateOf, start } from '../../../test/support/builders';
import type { BulkRow } from '../../domain/certificates/bulk';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { PlannedRow } from '../../store/certificates/bulk-rows';
import { createBulkPage } from './bulk-page';
import type { CertificateDirectory } from './selection';

const directory = { attributes: new Map() } as unknown as CertificateDirectory;

/** An inventory in memory; the process dies before the step that is named, once. */
function world(certificates: readonly CertificateRecord[], diesAt?: string) {
  const inventory = new Map(certificates.map((one) => [one.uuid, one]));
  const marks = new Set<string>();
  const planned = new Map<string, PlannedRow>();
  const settled = new Map<string, BulkRow>();
  const history: string[] = [];
  const audited: string[] = [];
  let dies = diesAt;
  let faster = 0;
  const step = (name: string) => {
    if (name !== dies) return;
    dies = undefined;
    throw new Error(`killed at ${name}`);
  };
  const carryOut = createBulkPage({
    inventory: {
      findMany: async (uuids) =>
        new Map(uuids.flatMap((uuid) => (inventory.has(uuid) ? [[uuid, inventory.get(uuid)!]] : []))),
      async change(uuid, revision, change, _at, { mark } = {}) {
        step('change');
        if (faster > 0) {
          faster -= 1;
          inventory.set(uuid, { ...inventory.get(uuid)!, revision: revision + 1 });
          return null;
        }
        const before = inventory.get(uuid);
        if (before?.revision !== revision) return null;
        inventory.set(uuid, { ...before, ...change, revision: revision + 1 });
        marks.add(`${mark}:${uuid}`);
        return inventory.get(uuid)!;
      },
      async remove(uuid) {
        step('remove');
        return inventory.delete(uuid);
      },
      marked: async (mark, uuids) => new Set(uuids.filter((uuid) => marks.has(`${mark}:${uuid}`))),
      async unmark(mark, uuids) {
        step('unmark');
        for (const uuid of uuids) marks.delete(`${mark}:${uuid}`);
      },
    },
    rows: {
      find: async (_id, uuids) => ({
        planned: new Map(uuids.flatMap((uuid) => (planned.has(uuid) ? [[uuid, planned.get(uuid)!]] : []))),
        final: new Set(uuids.filter((uuid) => settled.has(uuid))),
      }),
      plan: async (_id, rows) => rows.forEach((row) => planned.set(row.certificate, row)),
      async settle(_id, rows) {
        if (rows.length > 0) step('settle');
        for (const row of rows) {
          planned.delete(row.certificate);
          settled.set(row.certificate, row);
        }
      },
    },
    history: {
      async add(entries) {
        step('history');
        history.push(...entries.map(({ id }) => id).filter((id) => !history.includes(id)));
      },
    },
    losing: (_certificate, lose) => lose(),
    onDeleted: async () => undefined,
    async audit(_bulk, done, isRepeat) {
      step('audit');
      audited.push(...done.map(({ certificate }) => certificate).filter((one) => !isRepeat || !audited.includes(one)));
    },
    seal: (text) => `sealed ${text}`,
    secrets: { reveal: (changes) => changes },
    directory: async () => directory,
    now: () => start,
  });
  const beFaster = (times: number) => void (faster = times);
  return { carryOut, inventory, marks, settled, history, audited, beFaster };
}

const outcomes = (settled: ReadonlyMap<string, BulkRow>) => [...settled.values()].map(({ outcome }) => outcome);

it.each(['change', 'history', 'audit', 'settle', 'unmark'])('killed at %s it changes each once', async (diesAt) => {
  const { carryOut, inventory, marks, settled, history, audited } = world(
    [certificateOf('c1'), certificateOf('c2')],
    diesAt,
  );
  const bulk = bulkChangeOf(['c1', 'c2', 'gone']);
  await expect(carryOut(bulk, bulk.uuids!)).rejects.toThrow('killed');
  await carryOut(bulk, bulk.uuids!);
  await carryOut(bulk, bulk.uuids!);
  expect([...inventory.values()].map(({ revision, archived }) => [revision, archived])).toEqual([
    [2, true],
    [2, true],
  ]);
  expect(outcomes(settled).sort()).toEqual(['changed', 'changed', 'failed']);
  expect(history).toHaveLength(2);
  expect([...audited].sort()).toEqual(['c1', 'c2']);
  expect(marks.size).toBe(0);
});

it.each(['remove', 'history', 'settle'])('killed at %s it deletes each once', async (diesAt) => {
  const { carryOut, inventory, settled, history } = world([certificateOf('c1')], diesAt);
  const bulk = bulkChangeOf(['c1'], { changes: { delete: true } });
  await expect(carryOut(bulk, ['c1'])).rejects.toThrow('killed');
  await carryOut(bulk, ['c1']);
  expect([inventory.size, outcomes(settled), history.length]).toEqual([0, ['deleted'], 1]);
});

it.each([
  { name: 'looks again when somebody was faster', times: 2, outcome: 'changed', revision: 4 },
  { name: 'gives up when that goes on', times: 9, outcome: 'failed', revision: 6 },
])('$name', async ({ times, outcome, revision }) => {
  const { carryOut, settled, inventory, beFaster } = world([certificateOf('c1')]);
  beFaster(times);
  await carryOut(bulkChangeOf(['c1']), ['c1']);
  expect(outcomes(settled)).toEqual([outcome]);
  expect(inventory.get('c1')?.revision).toBe(revision);
});
