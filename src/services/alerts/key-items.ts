import type { Alert } from '../../domain/alerts/alert';
import { reachedThresholds, utcDay } from '../../domain/alerts/due';
import { isMeantKey, keyContext, keyItemId, keyLogData, keyOfItem, keyTokens } from '../../domain/alerts/key-item';
import { noThreshold } from '../../domain/alerts/ledger';
import { recordSubject } from '../../domain/conditions/subject';
import { rotationDueAt, type SshKey } from '../../domain/ssh-keys/ssh-key';
import type { SshKeyStore } from '../../store/ssh-keys/keys';
import type { AlertItem, ItemPage, ItemSource } from './item';

export interface KeyItemDeps {
  readonly keys: Pick<SshKeyStore, 'list' | 'find'>;
  /** `sshKeys.lifetimeDays` of the platform's settings. */
  readonly lifetimeDays: () => Promise<number>;
}

const pageSize = 500;
const dayMs = 86_400_000;

/** SSH keys that near the end of their lifetime, the oldest first. */
export function createKeyItems({ keys, lifetimeDays }: KeyItemDeps): ItemSource {
  return {
    kind: 'key_rotation',

    async page(alert, at, cursor): Promise<ItemPage> {
      const days = await lifetimeDays();
      // Of the whole UTC day on which the largest threshold is reached.
      const until = new Date((utcDay(at) + 1 + Math.max(...alert.thresholds) - days) * dayMs);
      const after = cursor === null ? undefined : readCursor(cursor);
      const found = await keys.list(
        { createdBefore: until },
        { limit: pageSize, ...(after === undefined ? {} : { after }) },
      );
      const last = found.length < pageSize ? undefined : found.at(-1);
      return {
        items: found.flatMap((key) => {
          const reached = reachedBy(alert, key, days, at);
          return reached.length === 0 || !isMeantKey(key, alert.keys) ? [] : [toItem(key, reached, days, at)];
        }),
        evaluated: found.length,
        next: last === undefined ? null : `${last.createdAt.toISOString()} ${last.uuid}`,
      };
    },

    async find(alert, ids, at) {
      const days = await lifetimeDays();
      const found = await Promise.all(ids.map((id) => keys.find(keyOfItem(id))));
      return found.flatMap((key) => {
        if (key === undefined || !isMeantKey(key, alert.keys)) return [];
        const isSame = ids.some((id) => id === key.uuid || id === keyItemId(key));
        return isSame ? [toItem(key, reachedBy(alert, key, days, at), days, at)] : [];
      });
    },
  };
}

function readCursor(cursor: string) {
  const [createdAt = '', uuid = ''] = cursor.split(' ');
  return { createdAt: new Date(createdAt), uuid };
}

function reachedBy({ thresholds, graceDays }: Alert, key: SshKey, lifetimeDays: number, at: Date): number[] {
  const lifetime = { notBefore: key.createdAt, notAfter: rotationDueAt(key, lifetimeDays) };
  return reachedThresholds(lifetime, { thresholds, graceDays, lifetimePercent: null }, at);
}

function toItem(key: SshKey, reached: readonly number[], lifetimeDays: number, at: Date): AlertItem {
  const name = key.comment === '' ? key.fingerprint : key.comment;
  return {
    ...{ id: keyItemId(key), name, reached: reached.length === 0 ? [noThreshold] : reached },
    tokensAt: () => keyTokens(key),
    context: () => keyContext(key, lifetimeDays, at),
    logData: keyLogData(key, lifetimeDays),
    look: () => recordSubject({}, {}, []),
    object: { uuid: key.uuid, name },
    subject: null,
  };
}
