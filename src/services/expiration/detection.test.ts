import { certificateOf, inDays, relationOf, start } from '../../../test/support/builders';
import type { Relation } from '../../domain/certificates/relations';
import type { NamedCertificate, SharingCertificate } from '../../store/certificates/replacement-candidates';
import { replacementKeysOf } from '../../store/certificates/replacement-keys';
import { relationIdOf } from '../../store/certificates/relations';
import { createReplacementDetection } from './detection';

type Stored = NamedCertificate & SharingCertificate;
const related = (uuid: string, begins: number): Stored => {
  const names = { subjectAlternativeNames: ['dNSName:a.example'] };
  const validity = { notBefore: inDays(begins), notAfter: inDays(begins + 90) };
  const certificate = certificateOf(uuid, { ...validity, ...names });
  return { ...certificate, ...replacementKeysOf(certificate) };
};

function world(
  inventory: readonly Stored[],
  change: { explicit?: boolean; known?: Relation[]; edges?: Relation[]; isLate?: boolean } = {},
) {
  const replaced: string[] = [];
  const again: string[] = [];
  const detection = createReplacementDetection({
    candidates: {
      find: async (uuids: readonly string[]) => inventory.filter(({ uuid }) => uuids.includes(uuid)),
      sharing: async () => [...inventory],
      contents: async () => new Map(),
    },
    relations: {
      known: async () => new Map((change.known ?? []).map((relation) => [relationIdOf(relation), relation])),
      addDetected: async (pairs) =>
        change.isLate === true ? [] : pairs.map(({ predecessor, successor }) => relationOf(predecessor, successor)),
      walkFrom: async () => change.edges ?? [],
      tellAgain: async (relations: readonly Relation[]) =>
        void again.push(...relations.map(({ successor }) => successor)),
      outdatedOf: async () => [],
      rejudge: async () => undefined,
      withdraw: async () => undefined,
    },
    rules: async () => () => ({
      replacementDetection: change.explicit === true ? 'explicit' : 'automatic',
      requireAllPurposes: false,
    }),
    onReplaced: async (predecessors) => void replaced.push(...predecessors),
    now: () => start,
  });
  return { ...detection, replaced, again };
}
const [older, newer] = [related('old', -80), related('new', -1)];

describe('detecting replacements', () => {
  it.each([
    { name: 'of the older one', look: 'old', inventory: [older, newer], gained: ['old'] },
    { name: 'by the newer one', look: 'new', inventory: [older, newer], gained: ['old'] },
    { name: 'of nothing that stands alone', look: 'old', inventory: [older], gained: [] },
    { name: 'of nothing without keys', look: 'old', inventory: [older, { ...newer, replacementKeys: [] }], gained: [] },
    {
      name: 'of nothing that was not issued',
      look: 'new',
      inventory: [{ ...older, state: 'requested' as const }, newer],
      gained: [],
    },
  ])('$name', async ({ look, inventory, gained }) => {
    const { detectFor, replaced } = world(inventory);
    expect(await detectFor([look])).toEqual(gained);
    expect(replaced).toEqual(gained);
  });

  it.each([
    { name: 'where only people relate certificates', change: { explicit: true } },
    { name: 'that would lead in a circle', change: { edges: [relationOf('new', 'old')] } },
    { name: 'that a person removed', change: { known: [{ ...relationOf('old', 'new'), removedAt: start }] } },
  ])('adds none $name', async ({ change }) => {
    expect(await world([older, newer], change).detectFor(['old'])).toEqual([]);
  });

  it('tells also of what another detection has added in between', async () => {
    const { detectFor, replaced } = world([older, newer], { isLate: true });
    expect(await detectFor(['old'])).toEqual(['old']);
    expect(replaced).toEqual(['old']);
  });

  it('says again what a process that died has left unsaid', async () => {
    const { detectFor, again } = world([older, newer], { known: [relationOf('old', 'new')] });
    expect(await detectFor(['old'])).toEqual(['old']);
    expect(again).toEqual(['new']);
  });
});
