import { createHash } from 'node:crypto';
import { trusted, type Connection } from 'mongoose';
import { permissionsGranted } from '../../domain/identity/roles';
import type { Permission } from '../../domain/identity/permissions';
import { apiKeyModel, type ApiKeyDocument } from './api-keys';
import { matchesDigest, matchesHardenedDigest, parseApiKey } from './api-key-secrets';
import { changesOf } from '../database/changes';
import { firstAdministratorKey } from './first-administrator';
import { createKeyedDigests, type KeyedDigests } from './keyed-digests';
import { createRoleStore } from './roles';
import { createUserStore } from './users';

export interface KeyOwner {
  readonly apiKeyUuid: string;
  readonly user: { readonly uuid: string; readonly username: string };
  readonly permissions: readonly Permission[];
  readonly expiresAt: Date | null;
}

const maxProven = 1_000;

export interface KeyOwnersDeps {
  readonly now: () => Date;
  readonly keyedDigests?: KeyedDigests;
}

/** From a presented API key to who may use it: what authentication needs. */
export function createKeyOwners(db: Connection, { now, keyedDigests = createKeyedDigests([]) }: KeyOwnersDeps) {
  const keys = apiKeyModel(db);
  const users = createUserStore(db);
  const roles = createRoleStore(db);
  /** Chosen texts that were proven, by digest of the text: the slow comparison is made once for each stored hash. */
  const proven = new Map<string, string>();

  async function rowOf(key: string, mayGuess: () => Promise<boolean>): Promise<ApiKeyDocument | undefined> {
    const made = parseApiKey(key);
    if (made !== undefined) {
      const row = await keys.findById(made.uuid).lean();
      if (row !== null && matchesDigest(made.secret, row.digest)) return row;
    }
    const chosen = await keys.findById(firstAdministratorKey).lean();
    return chosen !== null && (await matchesChosen(key, chosen, mayGuess)) ? chosen : undefined;
  }

  async function matchesChosen(
    key: string,
    { digest, keyedDigest }: ApiKeyDocument,
    mayGuess: () => Promise<boolean>,
  ): Promise<boolean> {
    const isKnown = keyedDigests.matches(key, digest, keyedDigest);
    if (isKnown !== undefined) return isKnown;
    const fast = createHash('sha256').update(key).digest('base64');
    if (proven.get(fast) === digest) return true;
    if (!(await mayGuess()) || !(await matchesHardenedDigest(key, digest))) return false;
    if (proven.size >= maxProven) proven.clear();
    proven.set(fast, digest);
    return true;
  }

  return {
    /**
     * The owner of a key that is neither revoked nor expired and whose user is enabled. `mayGuess` is asked before a
     * text is compared slowly with one that people chose, which is only needed where the row has no keyed digest.
     */
    async lookUp(key: string, mayGuess: () => Promise<boolean>): Promise<KeyOwner | undefined> {
      const row = await rowOf(key, mayGuess);
      if (row === undefined || row.revokedAt !== null) return undefined;
      if (row.expiresAt !== null && row.expiresAt.getTime() <= now().getTime()) return undefined;
      const user = await users.find(row.user);
      if (user === undefined || !user.enabled) return undefined;
      const permissions = [...permissionsGranted(user, await roles.byIds(user.roles))];
      return {
        apiKeyUuid: row._id,
        user: { uuid: user.uuid, username: user.username },
        permissions,
        expiresAt: row.expiresAt,
      };
    },

    async touch(apiKeyUuid: string, at: Date): Promise<void> {
      await keys.updateOne(
        { _id: apiKeyUuid, $or: [{ lastUsedAt: null }, { lastUsedAt: trusted({ $lt: at }) }] },
        { $set: { lastUsedAt: at } },
      );
    },

    /** Keys, users or roles changed in this process. */
    onChange(listener: () => void): void {
      changesOf(db).onChange((collection) => {
        if (collection === 'api_keys' || collection === 'users' || collection === 'roles') listener();
      });
    },
  };
}

export type KeyOwners = ReturnType<typeof createKeyOwners>;
