import { firingIdOf } from '../../store/database/derived-ids';
import { discoveredKeys, foreseenFiring } from './firing-keys';

it('a fingerprint fires once for a discovery, and under another key for a later run', () => {
  expect(discoveredKeys('d', 'fp', 3)).toEqual({ first: 'd/fp', later: 'd/fp/3' });
  expect(foreseenFiring('d', 'fp')).toBe(firingIdOf('certificate_discovered', 'd/fp'));
});
