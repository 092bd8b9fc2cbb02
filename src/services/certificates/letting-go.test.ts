import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { Holder } from '../../store/certificates/certificates';
import { createLettingGo } from './letting-go';

const by = { uuid: 'admin', name: 'admin' };
const at = new Date('2030-01-01T00:00:00Z');

function scene(count: number) {
  let holders: Holder[] = Array.from({ length: count }, (_, index) => ({
    ...{ uuid: `c${index}`, groups: ['g1', 'g2'], owner: 'u1' },
  }));
  const entries = new Map<string, CertificateHistoryEntry>();
  const pages: number[] = [];
  let crashes = 0;
  const leave = async (_deleted: string, uuids: readonly string[]) => {
    if (crashes-- > 0) throw new Error('killed');
    holders = holders.filter(({ uuid }) => !uuids.includes(uuid));
  };
  const letting = createLettingGo({
    certificates: {
      holding: async (_field, _reference, limit) => holders.slice(0, limit),
      leaveGroup: leave,
      leaveOwner: leave,
    },
    history: {
      add: async (added) => {
        pages.push(added.length);
        for (const one of added) entries.set(one.id, one);
      },
    },
    now: () => at,
  });
  return { letting, entries, pages, left: () => holders.length, crash: () => (crashes = 1) };
}

it('takes a group from all certificates in pages, with an entry each', async () => {
  const { letting, entries, pages, left } = scene(1_200);
  await letting.ofGroup({ uuid: 'g1', name: 'Web' }, by);
  expect([left(), entries.size, pages]).toEqual([0, 1_200, [500, 500, 200]]);
  expect([...entries.values()][0]).toMatchObject({
    ...{ certificate: 'c0', created: at, createdBy: by, event: 'updateGroups', status: 'success' },
    message: 'groups changed: "Web" was deleted',
    additionalInformation: { before: ['g1', 'g2'], after: ['g2'] },
  });
});

it('an owner leaves an entry, and a repeat after a crash no second one', async () => {
  const { letting, entries, left, crash } = scene(2);
  crash();
  await expect(letting.ofOwner({ uuid: 'u1', name: 'ann' }, by)).rejects.toThrow('killed');
  expect(left()).toBe(2);
  await letting.ofOwner({ uuid: 'u1', name: 'ann' }, by);
  expect([left(), entries.size]).toEqual([0, 2]);
  expect([...entries.values()][0]).toMatchObject({ additionalInformation: { before: 'u1', after: null } });
});
