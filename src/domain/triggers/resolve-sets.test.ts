import type { EventCode } from '../events/catalogue';
import { placeName, platformPlace } from './place';
import { compareCodePoints, resolveSets, type SetSubject } from './resolve-sets';
import type { SetPlace, Trigger, TriggerSet } from './trigger';

const group = (objectUuid: string): SetPlace => ({ resource: 'groups', objectUuid });
const raProfile = (objectUuid: string): SetPlace => ({ resource: 'raProfiles', objectUuid });
const discovery = (objectUuid: string): SetPlace => ({ resource: 'discoveries', objectUuid });

function set(event: EventCode, place: SetPlace, lists: { ignore?: string[]; actions?: string[] } = {}): TriggerSet {
  const entries = (uuids: string[] = []) =>
    uuids.map((trigger) => ({ trigger, configuredBy: `${placeName(place)}-admin`, configuredAt: new Date(0) }));
  return { event, place, ignore: entries(lists.ignore), actions: entries(lists.actions), revision: 1 };
}

function trigger(uuid: string): Trigger {
  return {
    uuid,
    name: uuid,
    description: '',
    event: 'certificate_status_changed',
    kind: uuid.startsWith('i') ? 'ignore' : 'action',
    enabled: true,
    condition: null,
    actions: [],
    notificationProfiles: [],
    version: 1,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };
}

const everyTrigger = ['i1', 'i2', 'a1', 'a2', 'a3', 'a4'].map(trigger);
const changed: EventCode = 'certificate_status_changed';
const four = [
  set(changed, group('g-b'), { ignore: ['i2'], actions: ['a2'] }),
  set(changed, platformPlace, { actions: ['a4'] }),
  set(changed, raProfile('ra'), { ignore: ['i1'], actions: ['a3'] }),
  set(changed, group('g-a'), { actions: ['a1'] }),
];
const inBoth: SetSubject = {
  groups: [
    { uuid: 'g-b', name: 'B' },
    { uuid: 'g-a', name: 'A' },
  ],
  raProfile: 'ra',
};

interface Row {
  name: string;
  event?: EventCode;
  policy: 'replace' | 'combine';
  sets: TriggerSet[];
  subject: SetSubject;
  places: string[];
  ignore?: string[];
  actions: string[];
}

const rows: Row[] = [
  {
    name: 'F04 replace: only the groups, A before B',
    policy: 'replace',
    sets: four,
    subject: inBoth,
    places: ['groups/g-a', 'groups/g-b'],
    ignore: ['i2'],
    actions: ['a1', 'a2'],
  },
  {
    name: 'F05 combine: A, B, RA profile, platform in one ignore list and one action list',
    policy: 'combine',
    sets: four,
    subject: inBoth,
    places: ['groups/g-a', 'groups/g-b', 'raProfiles/ra', 'settings'],
    ignore: ['i2', 'i1'],
    actions: ['a1', 'a2', 'a3', 'a4'],
  },
  {
    name: 'F06 no group set: the RA profile',
    policy: 'replace',
    sets: four,
    subject: { groups: [{ uuid: 'g-other', name: 'Other' }], raProfile: 'ra' },
    places: ['raProfiles/ra'],
    ignore: ['i1'],
    actions: ['a3'],
  },
  {
    name: 'F06 neither group nor RA profile set: the platform',
    policy: 'replace',
    sets: four,
    subject: { groups: [], raProfile: 'ra-other' },
    places: ['settings'],
    actions: ['a4'],
  },
  {
    name: 'F06 an empty set overrides to nothing',
    policy: 'replace',
    sets: [set(changed, raProfile('ra')), ...four.slice(0, 2)],
    subject: { groups: [], raProfile: 'ra' },
    places: ['raProfiles/ra'],
    actions: [],
  },
  {
    name: 'an empty group set overrides the RA profile too',
    policy: 'replace',
    sets: [set(changed, group('g-a')), set(changed, raProfile('ra'), { actions: ['a3'] })],
    subject: inBoth,
    places: ['groups/g-a'],
    actions: [],
  },
  { name: 'no set anywhere', policy: 'combine', sets: [], subject: inBoth, places: [], actions: [] },
  {
    name: 'F07 replace: the set of the discovery',
    event: 'certificate_discovered',
    policy: 'replace',
    sets: [
      set('certificate_discovered', platformPlace, { actions: ['a1'] }),
      set('certificate_discovered', discovery('d'), { actions: ['a2'] }),
    ],
    subject: { groups: [], raProfile: null, discovery: 'd' },
    places: ['discoveries/d'],
    actions: ['a2'],
  },
  {
    name: 'F07 combine: discovery, then platform',
    event: 'certificate_discovered',
    policy: 'combine',
    sets: [
      set('certificate_discovered', platformPlace, { actions: ['a1'] }),
      set('certificate_discovered', discovery('d'), { actions: ['a2'] }),
    ],
    subject: { groups: [], raProfile: null, discovery: 'd' },
    places: ['discoveries/d', 'settings'],
    actions: ['a2', 'a1'],
  },
  {
    name: 'F07 a discovery without a set: the platform',
    event: 'certificate_discovered',
    policy: 'replace',
    sets: [set('certificate_discovered', platformPlace, { actions: ['a1'] })],
    subject: { groups: [], raProfile: null, discovery: 'd' },
    places: ['settings'],
    actions: ['a1'],
  },
  {
    name: 'F08 a trigger in two sets runs once, at its first place',
    policy: 'combine',
    sets: [
      set(changed, group('g-a'), { ignore: ['i1'], actions: ['a1', 'a2'] }),
      set(changed, platformPlace, { ignore: ['i1'], actions: ['a3', 'a1'] }),
    ],
    subject: inBoth,
    places: ['groups/g-a', 'settings'],
    ignore: ['i1'],
    actions: ['a1', 'a2', 'a3'],
  },
  {
    name: 'an upload knows the platform only, whatever the certificate belongs to',
    event: 'certificate_uploaded',
    policy: 'combine',
    sets: [
      set('certificate_uploaded', platformPlace, { actions: ['a1'] }),
      set('certificate_uploaded', group('g-a'), { actions: ['a2'] }),
    ],
    subject: inBoth,
    places: ['settings'],
    actions: ['a1'],
  },
  {
    name: 'sets of other events do not count',
    policy: 'combine',
    sets: [set('certificate_expiring', group('g-a'), { actions: ['a1'] })],
    subject: inBoth,
    places: [],
    actions: [],
  },
  {
    name: 'an entry whose trigger is gone is left out',
    policy: 'replace',
    sets: [set(changed, platformPlace, { actions: ['gone', 'a1'] })],
    subject: { groups: [], raProfile: null },
    places: ['settings'],
    actions: ['a1'],
  },
  {
    name: 'groups of equal name go by uuid',
    policy: 'replace',
    sets: [set(changed, group('2'), { actions: ['a2'] }), set(changed, group('1'), { actions: ['a1'] })],
    subject: {
      groups: [
        { uuid: '2', name: 'same' },
        { uuid: '1', name: 'same' },
      ],
      raProfile: null,
    },
    places: ['groups/1', 'groups/2'],
    actions: ['a1', 'a2'],
  },
];

describe('resolveSets', () => {
  it.each(rows)('$name', ({ event = changed, policy, sets, subject, places, ignore = [], actions }) => {
    const settings = { overridePolicy: policy, onConditionError: 'reject' } as const;
    const resolved = resolveSets(event, sets, everyTrigger, settings, subject);
    expect(resolved.places.map(placeName)).toEqual(places);
    expect(resolved.ignore.map(({ trigger: { uuid } }) => uuid)).toEqual(ignore);
    expect(resolved.actions.map(({ trigger: { uuid } }) => uuid)).toEqual(actions);
    expect(resolved).toMatchObject({ policy, onConditionError: 'reject' });
  });

  it('keeps with each trigger who attached it and where', () => {
    const settings = { overridePolicy: 'combine', onConditionError: 'admit' } as const;
    const { actions } = resolveSets(changed, four, everyTrigger, settings, inBoth);
    expect(actions[0]).toMatchObject({ configuredBy: 'groups/g-a-admin', origin: group('g-a') });
    expect(actions[3]).toMatchObject({ configuredBy: 'settings-admin', origin: platformPlace });
  });
});

describe('compareCodePoints', () => {
  it.each([
    { name: 'prefix first', sorted: ['a', 'ab'] },
    { name: 'capitals before small letters', sorted: ['Z', 'a'] },
    { name: 'astral characters after the end of the plane below', sorted: ['\uFF5E', '\u{1F600}'] },
    { name: 'empty first', sorted: ['', 'a'] },
  ])('$name', ({ sorted }) => {
    expect([...sorted].reverse().sort(compareCodePoints)).toEqual(sorted);
  });

  it('finds equals equal', () => expect(compareCodePoints('gruppe', 'gruppe')).toBe(0));
});
