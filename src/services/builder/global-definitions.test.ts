import { definitionsInMemory } from '../../../test/support/definitions-in-memory';
import { ensureGlobalDefinitions, globalDefinitionId } from './global-definitions';

it('makes Start, Enroll, End and Start, Revoke, End, published, once', async () => {
  const { controls, definitions, rows } = definitionsInMemory();
  await ensureGlobalDefinitions(definitions, controls);
  await ensureGlobalDefinitions(definitions, controls);
  const found = [...rows.values()].map(({ type, isGlobal, publishedVersion, published }) => [
    ...[type, isGlobal, publishedVersion],
    published?.content.steps.map((step) => step.type).join(' '),
  ]);
  expect(found).toEqual([
    ['enrollment', true, 1, 'start enroll end'],
    ['revocation', true, 1, 'start revoke end'],
  ]);
  expect(rows.get(globalDefinitionId('enrollment'))?.revision).toBe(2);
});
