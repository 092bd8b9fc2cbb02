import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { administratorRole } from '../../domain/identity/roles';
import { isCertloomError } from '../../domain/problem';
import { apiKeyModel, type ApiKeyDocument } from './api-keys';
import { hardenedDigestOf, matchesHardenedDigest } from './api-key-secrets';
import { changesOf } from '../database/changes';
import { createKeyedDigests, type KeyedDigests } from './keyed-digests';
import { createRoleStore } from './roles';
import { createUserStore, type UserStore } from './users';

/** Fixed uuid of the key whose text the configuration gives. */
export const firstAdministratorKey = '00000000-0000-4000-8000-0000000000b1';

const username = 'admin';

/**
 * Writes the built-in roles and, with an `adminKey`, the user `admin` with that key, whose length the
 * configuration has looked at. Made for every start of every process: it changes only what differs. Another key in the configuration
 * replaces the old one; then the answer names the user it belongs to. A user `admin` that administrators disabled stays so, unless no enabled administrator is left.
 */
export async function ensureFirstAdministrator(
  db: Connection,
  adminKey: string | undefined,
  now: () => Date = () => new Date(),
  keyedDigests: KeyedDigests = createKeyedDigests([]),
): Promise<{ readonly replacedKeyOf: string | null }> {
  await createRoleStore(db).ensureBuiltIn();
  if (adminKey === undefined) return { replacedKeyOf: null };
  const user = await ensureAdmin(createUserStore(db));
  const keys = apiKeyModel(db);
  const present = await keys.findById(firstAdministratorKey).lean();
  if (present?.user === user && present.revokedAt === null && (await isOf(present, adminKey, keyedDigests))) {
    await renewKeyedDigest(db, present, adminKey, keyedDigests);
    return { replacedKeyOf: null };
  }
  const digest = await hardenedDigestOf(adminKey);
  const keyedDigest = keyedDigests.of(adminKey, digest);
  const fields = {
    ...{ name: 'administrator key of the configuration', user, digest, expiresAt: null, revokedAt: null },
    ...(keyedDigest === undefined ? {} : { keyedDigest }),
  };
  await keys.updateOne(
    { _id: firstAdministratorKey },
    { $set: fields, $setOnInsert: { createdAt: now(), createdBy: null, lastUsedAt: null } },
    { upsert: true },
  );
  await changesOf(db).announce('api_keys');
  return { replacedKeyOf: present === null ? null : user };
}

async function isOf({ digest, keyedDigest }: ApiKeyDocument, text: string, keyedDigests: KeyedDigests) {
  return keyedDigests.matches(text, digest, keyedDigest) ?? (await matchesHardenedDigest(text, digest));
}

/** A row of an earlier release has none, and one of an earlier master key is no longer known once that key is gone. */
async function renewKeyedDigest(
  db: Connection,
  { _id, digest, keyedDigest }: ApiKeyDocument,
  text: string,
  keyedDigests: KeyedDigests,
): Promise<void> {
  const wanted = keyedDigests.of(text, digest);
  if (wanted === undefined || keyedDigests.isPresent(digest, keyedDigest)) return;
  await apiKeyModel(db).updateOne({ _id, digest }, { $set: { keyedDigest: wanted } });
}

async function ensureAdmin(users: UserStore): Promise<string> {
  const admin = (await users.byName(username)) ?? (await createAdmin(users));
  if (admin === undefined) throw new Error('the user admin cannot be made');
  const administrators = (await users.withRoles([administratorRole])).filter(({ enabled }) => enabled);
  if (administrators.length === 0) {
    const roles = [...new Set([...admin.roles, administratorRole])];
    await users.update(admin.uuid, admin.revision, { enabled: true, roles });
  }
  return admin.uuid;
}

async function createAdmin(users: UserStore) {
  const fields = {
    name: username,
    displayName: 'Administrator',
    email: null,
    roles: [administratorRole],
    enabled: true,
  };
  try {
    return await users.create(randomUUID(), fields);
  } catch (error) {
    // Another process was faster.
    if (isCertloomError(error) && error.code === 'name_taken') return users.byName(username);
    throw error;
  }
}
