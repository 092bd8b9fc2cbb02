import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { platformPlace } from '../../src/domain/triggers/place';
import { resolveSets } from '../../src/domain/triggers/resolve-sets';
import type { SetPlace, Trigger, TriggerSet } from '../../src/domain/triggers/trigger';
import { createEventSettingsStore } from '../../src/store/triggers/event-settings';
import { createTriggerConfiguration } from '../../src/store/triggers/configuration';
import { createSnapshotStore, snapshotOf } from '../../src/store/triggers/snapshots';
import { createTriggerSetStore } from '../../src/store/triggers/sets';
import { createTriggerStore } from '../../src/store/triggers/triggers';
import { openDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let db: Connection;

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  createTriggerStore(db);
  createTriggerSetStore(db);
  createEventSettingsStore(db);
  createSnapshotStore(db);
  await database.buildIndexes();
});

afterAll(() => database?.close());

function trigger(change: Partial<Trigger> = {}): Trigger {
  const uuid = randomUUID();
  return {
    uuid,
    name: `trigger ${uuid}`,
    description: '',
    event: 'certificate_uploaded',
    kind: 'action',
    enabled: true,
    condition: { source: 'custom', field: 'a.b$c', operator: 'EQUALS', value: 'x' },
    actions: [
      {
        id: '1',
        type: 'setCustomAttribute',
        attribute: 'site',
        enabled: true,
        onError: 'continue',
        content: [{ data: { $where: 'kept as it is', 'a.b': {} } }],
      },
    ],
    notificationProfiles: [],
    version: 1,
    createdAt: new Date('2030-01-01T00:00:00Z'),
    updatedAt: new Date('2030-01-01T00:00:00Z'),
    ...change,
  };
}

function setOf(
  event: TriggerSet['event'],
  place: SetPlace,
  lists: { ignore?: Trigger[]; actions?: Trigger[] },
): TriggerSet {
  const entries = (triggers: Trigger[] = []) =>
    triggers.map(({ uuid }) => ({ trigger: uuid, configuredBy: 'admin', configuredAt: new Date(0) }));
  return { event, place, ignore: entries(lists.ignore), actions: entries(lists.actions), revision: 0 };
}

describe('trigger store', () => {
  it('gives back what was saved, whatever keys users write inside', async () => {
    const store = createTriggerStore(db);
    const saved = trigger();
    await store.create(saved);
    expect((await store.find(saved.uuid))?.trigger).toEqual(saved);
    expect(await store.findMany([saved.uuid, randomUUID()])).toEqual([saved]);
  });

  it('F01 refuses a taken name when created and when renamed', async () => {
    const store = createTriggerStore(db);
    const first = trigger();
    const second = trigger();
    await store.create(first);
    await store.create(second);
    await expect(store.create(trigger({ name: first.name }))).rejects.toMatchObject({ code: 'name_taken' });
    const seen = (await store.find(second.uuid))!;
    await expect(store.replace({ ...second, name: first.name, version: 2 }, seen)).rejects.toMatchObject({
      code: 'name_taken',
    });
    expect((await store.find(second.uuid))?.trigger.version).toBe(1);
  });

  it('lets one of two concurrent edits win', async () => {
    const store = createTriggerStore(db);
    const saved = trigger();
    await store.create(saved);
    const seen = (await store.find(saved.uuid))!;
    const results = await Promise.all(
      ['one', 'two'].map((description) => store.replace({ ...saved, description, version: 2 }, seen)),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('does not write over an attachment that came in between', async () => {
    const store = createTriggerStore(db);
    const saved = trigger();
    await store.create(saved);
    const seen = (await store.find(saved.uuid))!;
    expect(await store.confirmAttached([saved])).toEqual([]);
    expect(await store.remove(seen)).toBe(false);
    expect(await store.replace({ ...saved, version: 2 }, seen)).toBe(false);
    expect(await store.remove((await store.find(saved.uuid))!)).toBe(true);
    expect(await store.confirmAttached([saved])).toEqual([saved.uuid]);
  });

  it('lists by name and pages without loss', async () => {
    const store = createTriggerStore(db);
    const all = ['p1', 'p2', 'p3'].map((name) =>
      trigger({ name, event: 'approval_closed', kind: 'ignore', actions: [] }),
    );
    for (const one of all) await store.create(one);
    const first = await store.list({ event: 'approval_closed', kind: 'ignore' }, null, 2);
    const second = await store.list({ event: 'approval_closed' }, first.at(-1)!.name, 2);
    expect([...first, ...second].map(({ name }) => name)).toEqual(['p1', 'p2', 'p3']);
  });

  it('F02 knows who names a group, profile, user or attribute', async () => {
    const store = createTriggerStore(db);
    const [groupUuid, profileUuid, userUuid, raUuid] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const common = { enabled: true, onError: 'continue' } as const;
    const saved = trigger({
      condition: { not: { all: [{ source: 'custom', field: 'in-condition', operator: 'EMPTY' }] } },
      actions: [
        { ...common, id: '1', type: 'setGroups', groups: [groupUuid], mode: 'add' },
        { ...common, id: '2', type: 'setRaProfile', raProfile: raUuid },
        { ...common, id: '3', type: 'setOwner', owner: userUuid },
        { ...common, id: '4', type: 'sendNotification', profiles: [profileUuid] },
        {
          ...common,
          id: '5',
          type: 'setCustomAttribute',
          attribute: 'set',
          copyFrom: { source: 'custom', field: 'from' },
        },
      ],
    });
    await store.create(saved);
    const user = [{ uuid: saved.uuid, name: saved.name }];
    expect(await store.referencesOf('group', groupUuid)).toEqual(user);
    expect(await store.referencesOf('raProfile', raUuid)).toEqual(user);
    expect(await store.referencesOf('user', userUuid)).toEqual(user);
    expect(await store.referencesOf('notificationProfile', profileUuid)).toEqual(user);
    for (const name of ['set', 'from', 'in-condition']) {
      expect(await store.referencesOf('customAttribute', name)).toEqual(user);
    }
    expect(await store.referencesOf('group', userUuid)).toEqual([]);
  });
});

describe('trigger set store', () => {
  it('writes as a whole with a revision check', async () => {
    const store = createTriggerSetStore(db);
    const place: SetPlace = { resource: 'groups', objectUuid: randomUUID() };
    const first = await store.put(setOf('certificate_expiring', place, { ignore: [trigger()] }));
    expect(first.revision).toBe(1);
    await expect(store.put({ ...first, revision: 0 })).rejects.toMatchObject({ code: 'revision_mismatch' });
    const second = await store.put({ ...first, ignore: [] });
    expect(await store.find('certificate_expiring', place)).toEqual(second);
    await expect(store.put(first)).rejects.toMatchObject({ code: 'revision_mismatch' });
    await expect(store.remove('certificate_expiring', place, 1)).rejects.toMatchObject({ code: 'revision_mismatch' });
    await store.remove('certificate_expiring', place, 2);
    await expect(store.remove('certificate_expiring', place, 2)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('finds the sets that hold a trigger, and loses those of a deleted object', async () => {
    const store = createTriggerSetStore(db);
    const held = trigger();
    const objectUuid = randomUUID();
    const place: SetPlace = { resource: 'groups', objectUuid };
    await store.put(setOf('certificate_expiring', place, { actions: [held] }));
    await store.put(setOf('certificate_expiring', { resource: 'raProfiles', objectUuid }, { ignore: [held] }));
    expect((await store.findByTrigger(held.uuid)).map((set) => set.place.resource)).toEqual(['groups', 'raProfiles']);
    expect(await store.removeOfObject('groups', objectUuid)).toBe(1);
    expect(await store.find('certificate_expiring', place)).toBeNull();
  });
});

describe('event settings store', () => {
  it('has defaults until written, then checks the revision', async () => {
    const store = createEventSettingsStore(db);
    const defaults = await store.find('certificate_expiring');
    expect(defaults).toEqual({
      event: 'certificate_expiring',
      overridePolicy: 'replace',
      onConditionError: 'admit',
      recordWithoutTriggers: false,
      retention: null,
      revision: 0,
    });
    const saved = await store.put({ ...defaults, overridePolicy: 'combine' });
    expect(await store.find('certificate_expiring')).toEqual(saved);
    await expect(store.put(defaults)).rejects.toMatchObject({ code: 'revision_mismatch' });
    await expect(store.put({ ...saved, revision: 7 })).rejects.toMatchObject({ code: 'revision_mismatch' });
  });
});

describe('trigger configuration', () => {
  it('is read once and again only after a write, also by another process', async () => {
    const triggers = createTriggerStore(db);
    const sets = createTriggerSetStore(db);
    const configuration = createTriggerConfiguration(db);
    const used = trigger({ event: 'discovery_finished' });
    await triggers.create(used);
    await sets.put(setOf('discovery_finished', platformPlace, { actions: [used] }));

    const first = await configuration.load('discovery_finished');
    expect(first.triggers).toEqual([used]);
    expect(await configuration.load('discovery_finished')).toBe(first);

    const edited = { ...used, description: 'edited', version: 2 };
    await createTriggerStore(db).replace(edited, (await triggers.find(used.uuid))!);
    const second = await configuration.load('discovery_finished');
    expect(second.triggers).toEqual([edited]);
    expect(second.revision).toBeGreaterThan(first.revision);
  });

  it('does not trust what it has kept for ever', async () => {
    let now = 0;
    const configuration = createTriggerConfiguration(db, () => now);
    const first = await configuration.load('approval_requested');
    now = 31_000;
    expect(await configuration.load('approval_requested')).not.toBe(first);
  });
});

describe('snapshots', () => {
  it('F09 V13 keep the definitions that a firing used, after an edit and after deletion', async () => {
    const triggers = createTriggerStore(db);
    const snapshots = createSnapshotStore(db);
    const used = trigger({ name: `before ${randomUUID()}` });
    await triggers.create(used);
    const place: SetPlace = { resource: 'groups', objectUuid: randomUUID() };
    const resolved = resolveSets(
      'certificate_expiring',
      [setOf('certificate_expiring', place, { actions: [used] })],
      [used],
      { overridePolicy: 'replace', onConditionError: 'admit' },
      { groups: [{ uuid: place.objectUuid, name: 'g' }], raProfile: null },
    );
    const snapshot = snapshotOf(resolved);
    await snapshots.save(snapshot);
    await createSnapshotStore(db).save(snapshot);

    await triggers.replace({ ...used, name: `after ${randomUUID()}`, version: 2 }, (await triggers.find(used.uuid))!);
    await triggers.remove((await triggers.find(used.uuid))!);
    expect(await createSnapshotStore(db).load(snapshot.id)).toEqual(resolved);
    expect(await snapshots.idsAtPlace(place)).toEqual([snapshot.id]);
    expect(await snapshots.load('none')).toBeNull();
  });

  it('has one id for one content, and another for each difference', () => {
    const used = trigger();
    const base = resolveSets(
      'certificate_uploaded',
      [setOf('certificate_uploaded', platformPlace, { actions: [used] })],
      [used],
      { overridePolicy: 'replace', onConditionError: 'admit' },
      { groups: [], raProfile: null },
    );
    const changed = [
      { ...base, policy: 'combine' as const },
      { ...base, onConditionError: 'reject' as const },
      { ...base, places: [] },
      { ...base, actions: [], ignore: base.actions },
      { ...base, actions: [{ ...base.actions[0]!, configuredBy: 'other' }] },
      { ...base, actions: [{ ...base.actions[0]!, trigger: { ...used, version: 2 } }] },
    ];
    expect(snapshotOf({ ...base }).id).toBe(snapshotOf(base).id);
    expect(new Set([base, ...changed].map((resolved) => snapshotOf(resolved).id)).size).toBe(changed.length + 1);
  });
});
