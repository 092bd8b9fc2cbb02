import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { timeOutOf, type Session, type SessionEnd, type SessionLimits } from '../../domain/sign-in/session';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import { changesOf } from '../database/changes';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { allOf } from '../database/named';

interface SessionDocument extends Omit<Session, 'uuid'> {
  readonly _id: string;
  /** SHA-256 of what the browser presents; 256 random bits need no slow one. */
  readonly digest: string;
  /** Sealed: what a provider is told when the person signs out there, too. */
  readonly hint?: string;
  readonly removeAt: Date;
}

const schema = new Schema<SessionDocument>(
  {
    _id: String,
    digest: { type: String, required: true },
    user: { type: String, required: true },
    method: { type: String, required: true },
    provider: { type: String, default: null },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    ipAddress: { type: String, default: '' },
    userAgent: { type: String, default: null },
    endedAt: { type: Date, default: null },
    end: { type: String, default: null },
    hint: String,
    removeAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ digest: 1 }, { unique: true });
schema.index({ lastUsedAt: 1, _id: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ user: 1, createdAt: 1 });
schema.index({ removeAt: 1 }, { expireAfterSeconds: 0 });

/** Longer than any session may last, so that one that is over can still be told from one that never was. */
const keptMs = 60 * 24 * 3_600_000;

export const sessionSorts = ['lastUsedAt', 'createdAt'] as const;
export type SessionSort = (typeof sessionSorts)[number];

export interface SessionFilter {
  readonly user?: string;
  readonly method?: string;
  /** `live`: neither ended nor timed out at `now`. */
  readonly state?: 'live' | 'ended';
  readonly limits: SessionLimits;
  readonly now: Date;
}

export interface SessionPosition {
  readonly at: Date;
  readonly uuid: string;
}

export type NewSession = Pick<Session, 'user' | 'method' | 'provider' | 'ipAddress' | 'userAgent'> & {
  readonly hint?: string;
};

type Listener = (uuids: readonly string[]) => void;
const listeners = new WeakMap<Connection, Set<Listener>>();

/** Sessions of browsers. Those that were ended stay for a while, so that the list can tell of them. */
export function createSessionStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'sessions', schema));
  const changes = changesOf(db);
  const own = listeners.get(db) ?? new Set<Listener>();
  listeners.set(db, own);

  async function tell(uuids: readonly string[]): Promise<void> {
    if (uuids.length === 0) return;
    for (const listener of own) listener(uuids);
    await changes.announce('sessions');
  }

  async function end(filter: object, reason: SessionEnd, at: Date): Promise<string[]> {
    const found = await rows
      .find({ ...filter, endedAt: null })
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    const uuids = found.map(({ _id }) => _id);
    if (uuids.length > 0) {
      await rows.updateMany(
        { _id: { $in: uuids }, endedAt: null },
        { $set: { endedAt: at, end: reason }, $unset: { hint: '' } },
      );
    }
    await tell(uuids);
    return uuids;
  }

  async function find(uuid: string): Promise<Session | undefined> {
    const row = await rows.findOne({ _id: uuid });
    return row === null ? undefined : toSession(row);
  }

  return {
    find,

    /** Throws `not_found`. */
    async get(uuid: string): Promise<Session> {
      const found = await find(uuid);
      if (found === undefined) throw new CertloomError('not_found', 'There is no such session.');
      return found;
    },

    /** What the browser presents is given here and never again. */
    async create(fields: NewSession, at: Date): Promise<{ readonly session: Session; readonly secret: string }> {
      const secret = randomBytes(32).toString('base64url');
      const row: SessionDocument = {
        _id: randomUUID(),
        digest: digestOf(secret),
        ...fields,
        createdAt: at,
        lastUsedAt: at,
        endedAt: null,
        end: null,
        removeAt: new Date(at.getTime() + keptMs),
      };
      await rows.insertOne(row);
      return { session: toSession(row), secret };
    },

    /** Also one that is over. */
    async bySecret(secret: string): Promise<Session | undefined> {
      const row = await rows.findOne({ digest: digestOf(secret) });
      return row === null ? undefined : toSession(row);
    },

    /** What was sealed at sign-in for the provider. */
    async hintOf(uuid: string): Promise<string | undefined> {
      return (await rows.findOne({ _id: uuid }))?.hint;
    },

    async touch(uuid: string, at: Date): Promise<void> {
      await rows.updateOne({ _id: uuid, endedAt: null, lastUsedAt: { $lt: at } }, { $set: { lastUsedAt: at } });
    },

    /** Ends one; one that is over stays as it is. */
    end: (uuid: string, reason: SessionEnd, at: Date) => end({ _id: uuid }, reason, at),

    /** Ends all of a user but one. @returns those that it ended */
    endOf: (user: string, reason: SessionEnd, at: Date, except?: string) =>
      end({ user, ...(except === undefined ? {} : { _id: { $ne: except } }) }, reason, at),

    async list(
      filter: SessionFilter,
      order: { field: SessionSort; direction: 1 | -1; after?: SessionPosition; limit: number },
    ) {
      const { field, direction, after, limit } = order;
      const beyond = direction === 1 ? '$gt' : '$lt';
      const position =
        after === undefined
          ? []
          : [{ $or: [{ [field]: { [beyond]: after.at } }, { [field]: after.at, _id: { [beyond]: after.uuid } }] }];
      const found = await rows
        .find(allOf([...boundsOf(filter), ...position]))
        .sort({ [field]: direction, _id: direction })
        .limit(limit + 1)
        .toArray();
      const { items, last } = cutPage(found, limit);
      return {
        items: items.map(toSession),
        next: last === undefined ? undefined : { at: last[field], uuid: last._id },
      };
    },

    count: (filter: SessionFilter): Promise<Count> => countRows(rows, allOf(boundsOf(filter))),

    /** Those of `uuids` that are neither ended nor timed out: for who holds something open in another process. */
    async liveAmong(uuids: readonly string[], limits: SessionLimits, now: Date): Promise<ReadonlySet<string>> {
      if (uuids.length === 0) return new Set();
      const found = await rows.find({ _id: { $in: [...uuids] }, endedAt: null }).toArray();
      return new Set(found.filter((row) => timeOutOf(row, limits) > now).map(({ _id }) => _id));
    },

    /** Told at once of sessions that end in this process. @returns what takes the listener off */
    onEnded(listener: Listener): () => void {
      own.add(listener);
      return () => void own.delete(listener);
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;

function boundsOf({ user, method, state, limits, now }: SessionFilter): object[] {
  const idle = new Date(now.getTime() - limits.idleMs);
  const old = new Date(now.getTime() - limits.absoluteMs);
  return [
    ...(user === undefined ? [] : [{ user }]),
    ...(method === undefined ? [] : [{ method }]),
    ...(state === 'live' ? [{ endedAt: null, lastUsedAt: { $gt: idle }, createdAt: { $gt: old } }] : []),
    ...(state === 'ended'
      ? [{ $or: [{ endedAt: { $ne: null } }, { lastUsedAt: { $lte: idle } }, { createdAt: { $lte: old } }] }]
      : []),
  ];
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function toSession({ _id, digest: _digest, hint: _hint, removeAt: _removeAt, ...session }: SessionDocument): Session {
  return { uuid: _id, ...session };
}
