import type { Tone } from '../../shared/ui/states';
import type { DefinitionSummary } from './queries';
import type { WayNature } from './model/ways';
import type { Visit } from './model/walk';

/** How a definition stands, in a word or two. */
export function standingOf({
  status,
  draftVersion,
  enabled,
}: Pick<DefinitionSummary, 'status' | 'draftVersion' | 'enabled'>): {
  readonly text: string;
  readonly tone: Tone;
} {
  if (status === 'draft') return { text: 'draft', tone: 'neutral' };
  if (!enabled) return { text: 'disabled', tone: 'warn' };
  return draftVersion === null
    ? { text: 'published', tone: 'good' }
    : { text: 'published, changed since', tone: 'accent' };
}

export type InstanceStatus =
  'running' | 'suspended' | 'complete' | 'failed' | 'rejected' | 'cancelled' | 'cancelled_for_restart';

const statuses: Readonly<Record<InstanceStatus, { readonly text: string; readonly tone: Tone }>> = {
  running: { text: 'running', tone: 'accent' },
  suspended: { text: 'waiting', tone: 'warn' },
  complete: { text: 'complete', tone: 'good' },
  failed: { text: 'failed', tone: 'bad' },
  rejected: { text: 'rejected', tone: 'bad' },
  cancelled: { text: 'stopped', tone: 'neutral' },
  cancelled_for_restart: { text: 'restarted', tone: 'neutral' },
};

/** Waiting is not stalled, so it has a word of its own. */
export const statusWords = (status: InstanceStatus) => statuses[status];
export const instanceStatuses = Object.keys(statuses) as InstanceStatus[];

const visits: Readonly<Record<Visit['status'], { readonly text: string; readonly tone: Tone }>> = {
  running: { text: 'at work', tone: 'accent' },
  waiting: { text: 'waits', tone: 'warn' },
  done: { text: 'done', tone: 'good' },
  skipped: { text: 'passed over', tone: 'neutral' },
  failed: { text: 'failed', tone: 'bad' },
  timed_out: { text: 'time over', tone: 'warn' },
  cancelled: { text: 'stopped', tone: 'neutral' },
};

export const visitWords = (status: Visit['status']) => visits[status];

/** Signs of the kinds of ways, which are told apart without colour by their dashes and labels. */
export const wayLooks: Readonly<Record<WayNature, { readonly colour: string; readonly dash?: string }>> = {
  continue: { colour: 'var(--color-edge)' },
  error: { colour: 'var(--color-danger)', dash: '6 4' },
  reject: { colour: 'var(--color-danger)', dash: '2 4' },
  timeout: { colour: 'var(--color-warn)', dash: '8 3 2 3' },
  branch: { colour: 'var(--color-accent)' },
  else: { colour: 'var(--color-accent)', dash: '6 4' },
};

/** What an instance of a type is about, with its article. */
export function itemWords(item: string): string {
  const noun = item.replaceAll('_', ' ');
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Where the items of a type are found in the console. */
export function itemPath(kind: string, uuid: string): string | undefined {
  const lists: Readonly<Record<string, string>> = {
    certificate: '/certificates',
    operation: '/operations',
    ssh_key: '/ssh-keys',
    discovery: '/discoveries',
    approval: '/approvals',
    job: '/jobs',
  };
  const list = lists[kind];
  return list === undefined ? undefined : `${list}/${uuid}`;
}
