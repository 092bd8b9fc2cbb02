import { directoryOf, groupOf } from '../../../test/support/builders';
import { triggerOf, leaf } from '../../../test/support/services';
import { userOf } from '../../../test/support/user';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import { platformPlace } from '../../domain/triggers/place';
import { fingerprintOf, type FingerprintedRules } from './rules-fingerprint';

const event = 'certificate_expiring';
const author = '7d2f8b1e-0f5a-4a53-8f3c-0a3b6a1c2d3e';
const trigger = triggerOf(event, 'action', leaf('COMMON_NAME', 'EQUALS', 'web'));
const rules = (change: Partial<FingerprintedRules> = {}): FingerprintedRules => ({
  configuration: {
    sets: [
      {
        ...{ event, place: platformPlace, ignore: [], revision: 1 },
        actions: [{ trigger: trigger.uuid, configuredBy: author, configuredAt: new Date(0) }],
      },
    ],
    triggers: [trigger],
    settings: {
      ...{ event, overridePolicy: 'replace', onConditionError: 'admit', recordWithoutTriggers: false },
      ...{ retention: null, revision: 1 },
    },
    revision: 1,
  },
  directory: directoryOf([userOf(author)], [groupOf('g1', [])]),
  settings: defaultPlatformSettings,
  definitions: [],
  rightsOf: () => new Set(['certificates:read']),
  ...change,
});
const { configuration } = rules();

describe('the fingerprint of rules', () => {
  it.each<[string, Partial<FingerprintedRules>]>([
    ['another version of a trigger', { configuration: { ...configuration, triggers: [{ ...trigger, version: 2 }] } }],
    ['another set', { configuration: { ...configuration, sets: [] } }],
    ['settings of the platform', { settings: { ...defaultPlatformSettings, expiringThreshold: 'P31D' } }],
    ['the name of a group', { directory: directoryOf([userOf(author)], [groupOf('g1', [], { name: 'renamed' })]) }],
    ['rights of who attached a trigger', { rightsOf: () => undefined }],
  ])('changes with %s', (_what, change) => {
    expect(fingerprintOf(rules(change))).not.toBe(fingerprintOf(rules()));
  });

  it('does not change with users whom the rules do not name, unless conditions ask for owners', () => {
    const others = { directory: directoryOf([userOf(author), userOf('somebody')], [groupOf('g1', [])]) };
    expect(fingerprintOf(rules(others))).toBe(fingerprintOf(rules()));
    const ofOwner = triggerOf(event, 'action', leaf('OWNER', 'EQUALS', 'somebody'));
    const asking = { configuration: { ...configuration, triggers: [ofOwner] } };
    expect(fingerprintOf(rules({ ...asking, ...others }))).not.toBe(fingerprintOf(rules(asking)));
  });
});
