import { describe, expect, it } from 'vitest';
import { countsText, hidings, hidingText, inOrder, placeKey, placeOf, placeText } from './places';
import type { TriggerSet } from './queries';

const entry = (name: string) => ({
  ...{ trigger: `t-${name}`, name, configuredBy: 'u' },
  configuredAt: '2030-01-01T00:00:00.000Z',
});

function set(resource: string, name: string | null, ignore: string[] = [], actions: string[] = []): TriggerSet {
  const objectUuid = name === null ? null : `o-${name}`;
  return {
    ...{ event: 'certificate_expiring', resource, objectUuid, objectName: name, revision: 1 },
    ignore: ignore.map(entry),
    actions: actions.map(entry),
  };
}

const platform = set('settings', null, ['skip'], ['tell', 'renew']);
const web = set('groups', 'Web', [], ['tell']);
const profile = set('raProfiles', 'Internal', [], ['tell']);

it('goes from a place to the address and back', () => {
  expect(placeOf(placeKey(web))).toEqual({ resource: 'groups', objectUuid: 'o-Web' });
  expect(placeOf(placeKey(platform))).toEqual({ resource: 'settings', objectUuid: null });
  expect(placeOf('elsewhere/x')).toEqual({ resource: 'settings', objectUuid: null });
});

it('names places and counts what they hold', () => {
  expect(inOrder([platform, profile, web]).map(placeText)).toEqual(['Group Web', 'RA profile Internal', 'Platform']);
  expect([platform, web, set('groups', 'Off')].map(countsText)).toEqual([
    '1 ignoring, 2 acting',
    '1 acting',
    'nothing runs',
  ]);
});

describe('sets that hide others', () => {
  it.each([
    { name: 'combined, none does', sets: [platform, web], policy: 'combine' as const, found: [] },
    { name: 'no overriding set', sets: [platform], policy: 'replace' as const, found: [] },
    {
      name: 'a nearer level hides what it does not repeat',
      sets: [platform, web, profile],
      policy: 'replace' as const,
      found: [
        'Group Web hides the platform’s set: “skip”, “renew” do not run there.',
        'RA profile Internal hides the platform’s set: “skip”, “renew” do not run there.',
      ],
    },
    {
      name: 'an empty set hides everything behind it',
      sets: [set('groups', 'Off'), profile],
      policy: 'replace' as const,
      found: ['Group Off hides the set of RA profile Internal: “tell” does not run there.'],
    },
  ])('$name', ({ sets, policy, found }) => {
    expect(hidings(sets, policy).map(hidingText)).toEqual(found);
  });
});
