import { randomBytes } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { staleRevision } from '../../domain/revision';
import { changedSettings, type SettingChange } from '../../domain/settings/changes';
import { completeSettings, type PlatformSettings } from '../../domain/settings/platform';
import { changesOf } from '../database/changes';
import { isDuplicateKey, modelOf } from '../database/connection';

interface SettingsDocument {
  readonly _id: string;
  readonly revision: number;
  readonly values: unknown;
  /** Who changed which setting last, by its JSON Pointer; what is missing has never been changed. */
  readonly changes?: Readonly<Record<string, SettingChange>>;
}

const schema = new Schema<SettingsDocument>(
  { _id: String, revision: { type: Number, required: true }, values: Schema.Types.Mixed, changes: Schema.Types.Mixed },
  { versionKey: false, strict: 'throw', minimize: false },
);

const platform = 'platform';
const cursorKey = 'cursor-key';

export interface StoredSettings {
  readonly values: PlatformSettings;
  /** 0 until somebody changes them. */
  readonly revision: number;
}

/**
 * The platform's settings, one document; what is not stored has its default. Reads are kept for `ttlMs` (1 s): a
 * change in this process is seen at once, one of another process after that time.
 */
export function createSettingsStore(db: Connection, { ttlMs = 1_000 }: { readonly ttlMs?: number } = {}) {
  const model = modelOf(db, 'settings', schema);
  const changes = changesOf(db);
  let kept: { readonly at: number; readonly settings: Promise<StoredSettings> } | undefined;
  changes.onChange((collection) => {
    if (collection === 'settings') kept = undefined;
  });

  async function read(): Promise<StoredSettings> {
    const row = await model.findById(platform).lean();
    return { values: completeSettings(row?.values), revision: row?.revision ?? 0 };
  }

  return {
    read,

    /** Read at most once in `ttlMs`, by however many callers. */
    async get(): Promise<StoredSettings> {
      const at = performance.now();
      if (kept === undefined || at - kept.at > ttlMs) {
        const settings = read();
        const entry = { at, settings };
        kept = entry;
        settings.catch(() => {
          if (kept === entry) kept = undefined;
        });
      }
      return kept.settings;
    },

    /** Replaces all. Throws `revision_mismatch` when somebody was faster. */
    async replace(
      values: PlatformSettings,
      { values: before, revision }: StoredSettings,
      author: SettingChange,
    ): Promise<StoredSettings> {
      if (!(await write(values, revision, changedSettings(before, values), author))) throw staleRevision();
      await changes.announce('settings');
      return { values, revision: revision + 1 };
    },

    /** Who changed which setting last, by its JSON Pointer. Settings that were never changed are not among them. */
    async lastChanges(): Promise<Readonly<Record<string, SettingChange>>> {
      const row = await model.findById(platform).select('changes').lean();
      return row?.changes ?? {};
    },

    /** 32 random bytes that all processes on this database share, made by the first that asks. */
    async cursorKey(): Promise<Buffer> {
      await model.updateOne(
        { _id: cursorKey },
        { $setOnInsert: { values: randomBytes(32).toString('base64'), revision: 1 } },
        { upsert: true },
      );
      const row = await model.findById(cursorKey).lean();
      return Buffer.from(String(row?.values), 'base64');
    },
  };

  async function write(
    values: PlatformSettings,
    revision: number,
    changed: readonly string[],
    author: SettingChange,
  ): Promise<boolean> {
    if (revision > 0) {
      const marks = Object.fromEntries(changed.map((pointer) => [`changes.${pointer}`, author]));
      const { matchedCount } = await model.updateOne(
        { _id: platform, revision },
        { $set: { values, ...marks }, $inc: { revision: 1 } },
      );
      return matchedCount > 0;
    }
    try {
      const changes = Object.fromEntries(changed.map((pointer) => [pointer, author]));
      await model.create({ _id: platform, values, revision: 1, changes });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

export type SettingsStore = ReturnType<typeof createSettingsStore>;
