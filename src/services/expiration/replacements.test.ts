import { certificateOf, inDays, relationOf, rulesOf, start } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Relation } from '../../domain/certificates/relations';
import { createCoverage, replacementsBy } from './replacements';

function world(successors: readonly CertificateRecord[], change: Partial<Relation> = {}) {
  let reads = 0;
  const coverageOf = createCoverage({
    relations: {
      successorsOf: async (predecessors) => {
        reads += 1;
        return new Map(predecessors.map((uuid) => [uuid, successors.map((one) => relationOf(uuid, one.uuid, change))]));
      },
    },
    candidates: {
      successors: async () => new Map(successors.filter(({ uuid }) => uuid !== 'gone').map((one) => [one.uuid, one])),
    },
    present: async (relations) => relations.filter(({ rule }) => rule !== 1),
  });
  return { coverageOf, replacementsOf: replacementsBy(coverageOf), reads: () => reads };
}
const good = certificateOf('good', { notAfter: inDays(100) });

describe('valid replacements', () => {
  it.each([
    { name: 'valid for longer', successors: [good], valid: ['good'] },
    { name: 'no longer than its predecessor', successors: [certificateOf('short')], valid: undefined },
    { name: 'revoked', successors: [{ ...good, state: 'revoked' as const }], valid: undefined },
    { name: 'not in the inventory', successors: [{ ...good, uuid: 'gone' }], valid: undefined },
    { name: 'one of several', successors: [certificateOf('short'), good], valid: ['good'] },
  ])('$name', async ({ successors, valid }) => {
    const found = await world(successors).replacementsOf(rulesOf([]), [certificateOf('c1')], start);
    expect(found.get('c1')).toEqual(valid);
  });

  it('are not what earlier rules found and the present ones do not hold for one', async () => {
    const { replacementsOf } = world([good], { rule: 1 });
    expect((await replacementsOf(rulesOf([]), [certificateOf('c1')], start)).size).toBe(0);
  });

  it('are not looked for where nobody has a successor', async () => {
    const { replacementsOf, reads } = world([good]);
    expect((await replacementsOf(rulesOf([]), [], start)).size).toBe(0);
    expect(reads()).toBe(0);
  });
});

describe('coverage', () => {
  const partial = { type: 'partial' as const, remaining: ['dNSName:www.x'], remainingCount: 1 };

  it('tells what successors in force leave open', async () => {
    const { coverageOf, replacementsOf } = world([good], partial);
    const found = await coverageOf(rulesOf([]), [certificateOf('c1')], start);
    expect(found.get('c1')).toMatchObject({ replacedBy: [], partlyReplacedBy: ['good'], remaining: ['dNSName:www.x'] });
    expect((await replacementsOf(rulesOf([]), [certificateOf('c1')], start)).size).toBe(0);
  });

  it('is none by a successor that is revoked', async () => {
    const { coverageOf } = world([{ ...good, state: 'revoked' }], partial);
    expect((await coverageOf(rulesOf([]), [certificateOf('c1')], start)).size).toBe(0);
  });
});
