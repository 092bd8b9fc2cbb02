import type { Change } from '../../domain/live/change';
import { eventFrame, heartbeat } from '../../domain/live/frames';
import { mayHearIds, type Topic } from '../../domain/live/topics';
import type { Permission } from '../../domain/identity/permissions';

/** Where the text of a stream goes: an HTTP answer. */
export interface LiveSink {
  write(text: string): void;
  /** Bytes that were written and not taken by the connection. */
  readonly pending: number;
  /** Ends the answer in order. */
  end(): void;
  /** Ends the connection, whatever was not sent. */
  destroy(): void;
}

/** Whose stream it is: what is ended ends all streams that have it. */
export interface LiveOwner {
  readonly user: string;
  readonly apiKey?: string;
  readonly session?: string;
}

export interface Listener {
  readonly owner: LiveOwner;
  readonly permissions: ReadonlySet<Permission>;
  readonly topics: ReadonlySet<Topic>;
  /** When the key or session behind it ends by itself. */
  readonly validUntil: Date | undefined;
  /** Whether the same key or session would be let in now, with the same rights. Throws when that cannot be found out. */
  readonly isStillGood: () => Promise<boolean>;
  readonly sink: LiveSink;
}

/** What one listener may hear of some changes, up to a number; empty where that is nothing. */
export function textFor(
  { owner, permissions, topics }: Pick<Listener, 'owner' | 'permissions' | 'topics'>,
  changes: readonly Change[],
  upTo: number,
): string {
  const heard = changes.filter(({ topic, user }) => topics.has(topic) && (user === null || user === owner.user));
  // The position moves with the last of them only: who was cut off in between is told all of them again.
  return heard
    .map(({ topic, kind, ids, count }, index) => {
      const named = ids !== null && mayHearIds(topic, permissions) ? { ids } : {};
      return eventFrame('change', { topic, kind, ...named, count }, index === heard.length - 1 ? upTo : undefined);
    })
    .join('');
}

/** The same where the listener's position has to be known in any case. */
export function textUpTo(listener: Parameters<typeof textFor>[0], changes: readonly Change[], upTo: number): string {
  return textFor(listener, changes, upTo) || heartbeat(upTo);
}
