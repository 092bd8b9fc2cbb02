import type { Members } from '../../shared/forms/merge';
import type { Profile, ProfileVersion } from './queries';

/** What is shown of a profile and is no part of a request. */
const shown = ['uuid', 'version', 'revision', 'createdAt', 'updatedAt', 'savedAt', 'warnings', 'usedBy'];
/** The same of its channels, by their types; secrets that are left out stay as they are. */
const shownOfChannels: Readonly<Record<string, readonly string[]>> = {
  webhook: ['secretCount', 'overlapEndsAt', 'disabled'],
  slack: ['host'],
  teams: ['host'],
  pagerDuty: ['routingKey'],
};

/** A profile as it is written. */
export function draftOf(profile: Profile | ProfileVersion): Members {
  const { channels, ...others } = without({ ...profile }, shown);
  return {
    ...(withoutNames(others) as Members),
    channels: (channels as readonly Members[]).map((channel) =>
      without(channel, shownOfChannels[channel['type'] as string] ?? []),
    ),
  };
}

/** What a version says in place of what the draft says; name and description are of no version. */
export function restored(draft: Members, version: ProfileVersion): Members {
  const { name, description } = draft;
  return { ...draftOf(version), name, description };
}

function without(members: Members, names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

/** Names beside uuids are told anew with each answer. */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'recipientNames')
      .map(([name, inner]) => [name, withoutNames(inner)]),
  );
}

/** Members that differ between two versions, each as it was and as it is. */
export interface Change {
  readonly member: string;
  readonly before: string;
  readonly after: string;
}

export function changesBetween(before: Members, after: Members): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .map((member) => ({ member, before: textOf(before[member]), after: textOf(after[member]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}
