/** A name is free again once its holder was renamed, and only one of those who want it gets it. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Trigger } from '../../src/domain/triggers/trigger';
import { createStores, type Stores } from '../../src/store/stores';
import { ensureIndexes } from '../../src/store/database/indexes';
import { provisionalName } from '../../src/store/database/take-unique';
import { openDatabase, type TestDatabase } from '../support/database';
import { notificationProfile } from '../support/notification-profile';

const at = new Date('2030-01-01T00:00:00Z');

let database: TestDatabase;
let db: Connection;
let stores: Stores;
beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  stores = createStores(db, () => at);
  await ensureIndexes(db);
});
afterAll(async () => {
  await stores?.audit.close();
  await database?.close();
});

const groupFields = (name: string) => ({ name, description: 'kept', email: null, members: ['somebody'] });

function trigger(uuid: string, name: string): Trigger {
  return {
    uuid,
    name,
    description: 'kept',
    event: 'certificate_uploaded',
    kind: 'ignore',
    enabled: true,
    condition: null,
    actions: [],
    notificationProfiles: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

const profile = (uuid: string, name: string) =>
  notificationProfile(uuid, at, { name, description: 'kept', recipientType: 'none', channels: [{ type: 'eventLog' }] });

interface Kind {
  readonly collection: string;
  readonly create: (uuid: string, name: string) => Promise<unknown>;
  readonly rename: (uuid: string, name: string) => Promise<unknown>;
  /** As it was given to `create`. */
  readonly expected: (uuid: string, name: string) => object;
  readonly find: (uuid: string) => Promise<unknown>;
}

const kinds: readonly (readonly [string, Kind])[] = [
  [
    'group',
    {
      collection: 'groups',
      create: (uuid, name) => stores.groups.create(uuid, groupFields(name)),
      rename: (uuid, name) => stores.groups.update(uuid, 1, { name }),
      expected: (uuid, name) => ({ uuid, ...groupFields(name), revision: 1 }),
      find: (uuid) => stores.groups.find(uuid),
    },
  ],
  [
    'trigger',
    {
      collection: 'triggers',
      create: (uuid, name) => stores.triggers.create(trigger(uuid, name)),
      rename: async (uuid, name) =>
        stores.triggers.replace({ ...trigger(uuid, name), version: 2 }, (await stores.triggers.find(uuid))!),
      expected: (uuid, name) => ({ trigger: trigger(uuid, name), attachments: 0 }),
      find: (uuid) => stores.triggers.find(uuid),
    },
  ],
  [
    'notification profile',
    {
      collection: 'notification_profiles',
      create: (uuid, name) => stores.profiles.insert(profile(uuid, name)),
      rename: (uuid, name) => stores.profiles.replace({ ...profile(uuid, name), revision: 2 }, 1),
      expected: (uuid, name) => profile(uuid, name),
      find: (uuid) => stores.profiles.find(uuid),
    },
  ],
];

describe.each(kinds)('the name of a %s', (_noun, kind) => {
  const namesOf = async () => (await db.collection(kind.collection).find().toArray()).map((row) => String(row['name']));

  /** A name whose holder was renamed. */
  async function released(): Promise<string> {
    const [uuid, name] = [randomUUID(), `name ${randomUUID()}`];
    await kind.create(uuid, name);
    await kind.rename(uuid, `${name} renamed`);
    return name;
  }

  async function expectOneWinner(name: string): Promise<void> {
    const uuids = Array.from({ length: 8 }, () => randomUUID());
    const results = await Promise.allSettled(uuids.map((uuid) => kind.create(uuid, name)));
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refusals).toHaveLength(uuids.length - 1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'name_taken' });
    const winner = uuids[results.findIndex(({ status }) => status === 'fulfilled')]!;
    expect(await kind.find(winner)).toMatchObject(kind.expected(winner, name));
    expect((await namesOf()).filter((stored) => stored.includes(name) && !stored.endsWith('renamed'))).toEqual([name]);
  }

  it('can be taken after a renaming, more than once, and then is taken', async () => {
    const name = await released();
    for (const next of ['second', 'third']) {
      const uuid = randomUUID();
      await kind.create(uuid, name);
      expect(await kind.find(uuid)).toMatchObject(kind.expected(uuid, name));
      await expect(kind.create(randomUUID(), name)).rejects.toMatchObject({ code: 'name_taken' });
      await expect(kind.create(randomUUID(), `${name} renamed`)).rejects.toMatchObject({ code: 'name_taken' });
      await kind.rename(uuid, `${name} ${next}`);
    }
    const stored = (await namesOf()).filter((each) => each.includes(name));
    expect(stored.sort()).toEqual([`${name} renamed`, `${name} second`, `${name} third`]);
  });

  it('goes to one of many who want it at once, when it is new', () => expectOneWinner(`name ${randomUUID()}`));

  it('goes to one of many who want it at once, when it was released', async () => expectOneWinner(await released()));

  it('is refused to a row whose uuid is in use, which stays as it is', async () => {
    const [uuid, name] = [randomUUID(), await released()];
    await kind.create(uuid, `${name} of another`);
    await expect(kind.create(uuid, name)).rejects.toMatchObject({ code: 'name_taken' });
    expect(await kind.find(uuid)).toMatchObject(kind.expected(uuid, `${name} of another`));
  });

  it('is taken by the repeat of a creation that broke off, which leaves nothing provisional', async () => {
    const [uuid, name] = [randomUUID(), await released()];
    // Makes sure that every server refuses the first insert: what broke off has the same uuid.
    await kind.create(uuid, provisionalName(name, uuid));
    await kind.create(uuid, name);
    expect(await kind.find(uuid)).toMatchObject(kind.expected(uuid, name));
    const stored = (await namesOf()).filter((each) => each.includes(name));
    expect(stored.sort()).toEqual([name, `${name} renamed`]);
  });
});
