import { inDays, certificateOf, relationOf } from '../../../test/support/builders';
import { detectionRule } from '../../domain/certificates/relations';
import { toComparable } from '../../domain/certificates/succession';
import { createPresentRelations } from './present-relations';

const named = (uuid: string, begins: number, names: readonly string[]) =>
  certificateOf(uuid, {
    ...{ notBefore: inDays(begins), notAfter: inDays(begins + 90) },
    subjectAlternativeNames: names.map((name) => `dNSName:${name}`),
  });
const inventory = [
  named('old', -80, ['a.example', 'b.example']),
  named('whole', -1, ['b.example', 'a.example']),
  named('some', -2, ['a.example']),
  named('none', -3, ['c.example']),
];

function world() {
  let reads = 0;
  const present = createPresentRelations({
    read: async (uuids) => {
      reads += 1;
      const found = inventory.filter(({ uuid }) => uuids.includes(uuid));
      return new Map(
        found.map((certificate) => [certificate.uuid, { certificate, comparable: toComparable(certificate) }]),
      );
    },
  });
  const rules = async () => () => ({ replacementDetection: 'automatic' as const, requireAllPurposes: false });
  return { present: (relations: Parameters<typeof present>[0]) => present(relations, rules), reads: () => reads };
}

describe('relations as the present rules see them', () => {
  it('judges what earlier rules found, and leaves out what does not hold or whose certificates are gone', async () => {
    const { present, reads } = world();
    const seen = await present(
      ['whole', 'some', 'none', 'gone'].map((successor) => relationOf('old', successor, { rule: null, type: 'rekey' })),
    );
    expect(seen).toMatchObject([
      { successor: 'whole', type: 'replacement', rule: detectionRule, remaining: [] },
      { successor: 'some', type: 'partial', remaining: ['dNSName:b.example'], remainingCount: 1 },
    ]);
    expect(reads()).toBe(1);
  });

  it.each([
    { name: 'by the present rules', change: {} },
    { name: 'by later rules', change: { rule: detectionRule + 1 } },
    { name: 'by a person', change: { origin: 'manual' as const, rule: null } },
    { name: 'that was removed', change: { rule: null, removedAt: inDays(-1) } },
  ])('leaves alone one $name', async ({ change }) => {
    const { present, reads } = world();
    const relation = relationOf('old', 'none', change);
    expect(await present([relation])).toEqual([relation]);
    expect(reads()).toBe(0);
  });
});
