import { createInstanceCare } from './care';

let retention: string | null = 'P365D';

it('tells the runs that are behind, and looks at them again later', async () => {
  const told: string[] = [];
  const later = new Map<string, Date>();
  const gone: string[] = [];
  const { tidy } = createInstanceCare({
    instances: {
      unlooked: async () => ['a', 'b'].map((uuid) => ({ uuid, status: uuid === 'a' ? 'running' : 'suspended' })),
      lookAgain: async (uuid, at) => void later.set(uuid, at),
      endedBefore: async (before) => (before < new Date(0) ? ['c'] : []),
      remove: async (uuids) => gone.push(...uuids),
    },
    visits: { removeOf: async (uuids) => void gone.push(...uuids.map((uuid) => `log of ${uuid}`)) },
    variables: { removeOf: async (uuids) => void gone.push(...uuids.map((uuid) => `variables of ${uuid}`)) },
    wake: async (uuid) => {
      if (uuid === 'a') throw new Error('away');
      told.push(uuid);
    },
    retention: async () => retention,
    logger: { warn: () => undefined },
  });
  await tidy(new Date(0));
  expect(told).toEqual(['b']);
  expect([...later.values()].map((at) => at.getTime())).toEqual([300_000, 3_600_000]);
  expect(gone).toEqual(['log of c', 'variables of c', 'c']);
  retention = null;
  await tidy(new Date(0));
  expect(gone).toHaveLength(3);
});
