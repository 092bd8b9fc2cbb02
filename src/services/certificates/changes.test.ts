import { certificateOf, start } from '../../../test/support/builders';
import { createCertificateChanges } from './changes';

const alice = { uuid: 'u', name: 'alice' };

function world(isCurrent: boolean) {
  const written: string[] = [];
  const changes = createCertificateChanges({
    inventory: {
      change: async (uuid, revision, change) =>
        isCurrent ? certificateOf(uuid, { ...change, revision: revision + 1 }) : null,
      remove: async () => isCurrent,
    },
    history: { add: async (entries) => void written.push(...entries.map(({ event }) => event)) },
    losing: (_certificate, lose) => lose(),
    onDeleted: async (uuid) => void written.push(`relations of ${uuid}`),
    onTrust: async ({ uuid }) => void written.push(`trust of ${uuid}`),
  });
  return { ...changes, written };
}

it.each([
  { name: 'leaves an entry', isCurrent: true, written: ['archive'] },
  { name: 'leaves nothing when somebody was faster', isCurrent: false, written: [] },
])('a change $name', async ({ isCurrent, written }) => {
  const { change, written: found } = world(isCurrent);
  const after = await change(certificateOf('c1'), { archived: true }, alice, start);
  expect(after?.revision).toBe(isCurrent ? 2 : undefined);
  expect(found).toEqual(written);
});

it.each([
  { name: 'takes its relations along', isCurrent: true, written: ['relations of c1', 'delete'] },
  { name: 'leaves nothing when somebody was faster', isCurrent: false, written: [] },
])('a removal $name', async ({ isCurrent, written }) => {
  const { remove, written: found } = world(isCurrent);
  expect(await remove(certificateOf('c1'), alice, start)).toBe(isCurrent);
  expect(found).toEqual(written);
});
