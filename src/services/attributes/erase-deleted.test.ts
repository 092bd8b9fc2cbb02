import type { DeletedAttribute } from '../../store/attributes/deleted-attributes';
import { createEraseDeleted } from './erase-deleted';

const start = Date.parse('2030-01-01T00:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000);

/** Pages of one certificate each; `holders` are those that have a value. */
function world(certificates: number, isDefined = false) {
  const holders = new Set(Array.from({ length: certificates }, (_, index) => index));
  const rows = new Map<string, DeletedAttribute>();
  rows.set('a', { uuid: 'a', deletedAt: at(0), walkBeganAt: at(0), position: '', found: 0 });
  const eraseDeleted = createEraseDeleted({
    deleted: {
      list: async () => [...rows.values()],
      keep: async (row) => void rows.set(row.uuid, row),
      forget: async (uuid) => void rows.delete(uuid),
      async erase(_uuid, after) {
        const index = after === '' ? 0 : Number(after);
        const erased = holders.delete(index) ? 1 : 0;
        return { erased, next: index + 1 < certificates ? String(index + 1) : null };
      },
    },
    definitions: { byIds: async (uuids) => (isDefined ? uuids.map((uuid) => ({ uuid })) : []) as never[] },
  });
  return { eraseDeleted, holders, rows };
}

describe('values of a deleted custom attribute', () => {
  it('are erased a bounded number of pages a call', async () => {
    const { eraseDeleted, holders } = world(100);
    await eraseDeleted(at(0));
    expect(holders.size).toBe(60);
    await eraseDeleted(at(1));
    await eraseDeleted(at(2));
    expect(holders.size).toBe(0);
  });

  it('are looked for until all that was on its way has been stored', async () => {
    const { eraseDeleted, holders, rows } = world(3);
    for (const minute of [0, 1, 5]) await eraseDeleted(at(minute));
    holders.add(1);
    await eraseDeleted(at(6));
    expect([holders.size, rows.size]).toEqual([0, 1]);
    await eraseDeleted(at(7));
    expect(rows.size).toBe(0);
  });

  it('stay when the attribute was not deleted after all', async () => {
    const { eraseDeleted, holders, rows } = world(3, true);
    await eraseDeleted(at(1));
    expect([holders.size, rows.size]).toEqual([3, 1]);
    await eraseDeleted(at(6));
    expect([holders.size, rows.size]).toEqual([3, 0]);
  });
});
