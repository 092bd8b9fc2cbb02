import { defaultPlatformSettings } from '../../domain/settings/platform';
import type { FiringRules } from '../firings/rules';
import { createWidestWindow } from './widest-window';

const at = new Date('2027-01-01T00:00:00Z');
const day = 86_400_000;
const rules = { settings: defaultPlatformSettings, directory: { raProfiles: new Map() } } as unknown as FiringRules;

it.each([
  ['nothing that authorities want', null, 30],
  ['less than the thresholds', 20, 30],
  ['more', 80, 80],
])('looks ahead by %s', async (_case, days, expected) => {
  const furthestEnd = async () => (days === null ? null : new Date(at.getTime() + days * day));
  expect(await createWidestWindow({ furthestEnd })(rules, at)).toBe(expected * day);
});
