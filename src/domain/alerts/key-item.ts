import { rotationDueAt, type SshKey } from '../ssh-keys/ssh-key';
import { toldTime } from './certificate-item';
import type { KeyFilter } from './alert';
import { daysBetween } from './due';
import type { TokenValues } from './fill-tokens';

/** A key that was replaced under its uuid is another item: its reminders begin anew. */
export function keyItemId({ uuid, createdAt }: Pick<SshKey, 'uuid' | 'createdAt'>): string {
  return `${uuid}.${createdAt.getTime()}`;
}

/** The uuid of the key that an item was about. */
export function keyOfItem(itemId: string): string {
  return itemId.split('.', 1)[0]!;
}

export function isMeantKey(key: SshKey, filter: KeyFilter | null): boolean {
  if (filter === null) return true;
  const same = (wanted: string | undefined, has: string | null) =>
    wanted === undefined || wanted.toLowerCase() === has?.toLowerCase();
  return (
    same(filter.keyType, key.keyType) && same(filter.userName, key.userName) && same(filter.ownerMail, key.ownerMail)
  );
}

/** What the tokens of an alert stand for, about a key. */
export function keyTokens(key: SshKey): TokenValues {
  const values: Readonly<Record<string, () => readonly (string | null)[]>> = {
    comment: () => [key.comment],
    fingerprint: () => [key.fingerprint],
    keylength: () => [String(key.keyLength)],
    keytype: () => [key.keyType],
    serverlogons: () => key.serverLogons,
    username: () => [key.userName],
    'owner:mail': () => [key.ownerMail],
  };
  return { of: (name) => (values[name]?.() ?? []).filter((value): value is string => value !== null && value !== '') };
}

/** What handlers and scripts see of a key: plain JSON. */
export function keyContext(key: SshKey, lifetimeDays: number, at: Date): Record<string, unknown> {
  const { uuid, revision: _r, createdAt, ...facts } = key;
  const due = rotationDueAt(key, lifetimeDays);
  return {
    ...{ id: uuid, ...facts, createdAt: createdAt.toISOString(), rotationDueAt: due.toISOString() },
    daysLeft: daysBetween(at, due),
  };
}

/** What an entry of an event log always holds of a key. */
export function keyLogData(key: SshKey, lifetimeDays: number): Record<string, string> {
  return {
    ...{ keyId: key.uuid, fingerprint: key.fingerprint, keyType: key.keyType, userName: key.userName },
    rotationDueAt: toldTime(rotationDueAt(key, lifetimeDays)) ?? '',
  };
}
