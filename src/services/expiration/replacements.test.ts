import { certificateOf, inDays, rulesOf, start } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { detectionRule, type Relation } from '../../domain/certificates/relations';
import { createReplacements } from './replacements';

const relation = (predecessor: string, successor: string): Relation => ({
  ...{ uuid: `${predecessor} ${successor}`, predecessor, successor, type: 'renewal', origin: 'detected' },
  ...{ createdAt: start, createdBy: null, removedAt: null, removedBy: null },
  ...{ lost: [], remaining: [], rule: detectionRule },
});

function world(successors: readonly CertificateRecord[]) {
  let reads = 0;
  const replacementsOf = createReplacements({
    relations: {
      successorsOf: async (predecessors) => {
        reads += 1;
        return new Map(
          predecessors.map((uuid) => [uuid, successors.map((successor) => relation(uuid, successor.uuid))]),
        );
      },
    },
    candidates: {
      successors: async () => new Map(successors.filter(({ uuid }) => uuid !== 'gone').map((one) => [one.uuid, one])),
    },
  });
  return { replacementsOf, reads: () => reads };
}

describe('valid replacements', () => {
  const good = certificateOf('good', { notAfter: inDays(100) });
  it.each([
    { name: 'valid for longer', successors: [good], valid: ['good'] },
    { name: 'no longer than its predecessor', successors: [certificateOf('short')], valid: undefined },
    { name: 'revoked', successors: [{ ...good, state: 'revoked' as const }], valid: undefined },
    { name: 'not in the inventory', successors: [{ ...good, uuid: 'gone' }], valid: undefined },
    { name: 'one of several', successors: [certificateOf('short'), good], valid: ['good'] },
  ])('$name', async ({ successors, valid }) => {
    const { replacementsOf } = world(successors);
    const found = await replacementsOf(rulesOf([]), [certificateOf('c1')], start);
    expect(found.get('c1')).toEqual(valid);
  });

  it('are not looked for where nobody has a successor', async () => {
    const { replacementsOf, reads } = world([good]);
    expect((await replacementsOf(rulesOf([]), [], start)).size).toBe(0);
    expect(reads()).toBe(0);
  });
});
