import type { EndedOperation } from '../../store/operations/upkeep';
import { createOperationRetention } from './retention';

const now = new Date('2030-06-01T00:00:00Z');
const row = (uuid: string, days: number, issuedCertificate: string | null = null): EndedOperation => ({
  ...{ uuid, issuedCertificate, finishedAt: new Date(now.getTime() - days * 86_400_000) },
});

function world(rows: EndedOperation[], retention: string | null = 'P30D') {
  const left = new Map(rows.map((one) => [one.uuid, one]));
  const service = createOperationRetention({
    operations: {
      endedBefore: async (before, after, limit) =>
        rows
          .filter((one) => one.finishedAt < before)
          .slice(after === undefined ? 0 : rows.indexOf(after) + 1)
          .slice(0, limit),
      remove: async (uuids) => uuids.filter((uuid) => left.delete(uuid)).length,
    },
    storedAmong: async (certificates) => new Set(certificates.filter((one) => one === 'c-kept')),
    retention: async () => retention,
  });
  return { left, service };
}

it('deletes what is older, but not what a certificate in the inventory came from', async () => {
  const { left, service } = world([
    row('old', 31),
    row('kept', 31, 'c-kept'),
    row('gone', 31, 'c-gone'),
    row('new', 9),
  ]);
  expect(await service.run(now)).toBe(2);
  expect([...left.keys()]).toEqual(['kept', 'new']);
});

it('goes through page after page, and may be broken off between two', async () => {
  const many = Array.from({ length: 450 }, (_, index) => row(`o-${index}`, 40));
  expect(await world(many).service.run(now)).toBe(450);
  let asked = 0;
  expect(await world(many).service.run(now, () => (asked += 1) > 2)).toBe(400);
});

it('keeps all without a retention', async () => {
  expect(await world([row('old', 4_000)], null).service.run(now)).toBe(0);
});
