import { certificateOf } from '../../../test/support/builders';
import { createSubjectStates } from './subject-state';

it('SEC12 is another one when the certificate or its state is', async () => {
  const found = new Map([
    ['c1', certificateOf('c1')],
    ['c2', { ...certificateOf('c1'), state: 'revoked' as const }],
    ['c3', { ...certificateOf('c1'), owner: 'u-1' }],
  ]);
  const stateOf = createSubjectStates({ find: async (uuid) => found.get(uuid) ?? null });
  const [issued, revoked, owned] = await Promise.all(['c1', 'c2', 'c3'].map((uuid) => stateOf('certificates', uuid)));
  expect(issued).toMatch(/^[0-9a-f]{32}$/);
  expect(revoked).not.toBe(issued);
  expect(owned).toBe(issued);
  expect(await stateOf('certificates', 'gone')).toBeNull();
  expect(await stateOf('discoveries', 'c1')).toBeNull();
});
