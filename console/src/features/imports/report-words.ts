import type { Schema } from '../../shared/api/types';
import type { Tone } from '../../shared/ui/states';

export type Report = Schema<'ConfigurationImport'>;
export type Item = Schema<'ImportItem'>;
export type Written = Schema<'ConfigurationObject'>;

export const outcomes = ['created', 'updated', 'skipped', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

const tones: Readonly<Record<string, Tone>> = {
  created: 'good',
  updated: 'accent',
  changed: 'accent',
  unchanged: 'neutral',
  skipped: 'neutral',
  deleted: 'warn',
  failed: 'bad',
};

export function toneOf(outcome: string): Tone {
  return tones[outcome] ?? 'neutral';
}

const planned: Readonly<Record<string, string>> = {
  created: 'would be created',
  updated: 'would be updated',
  changed: 'would be changed',
  unchanged: 'stays as it is',
  skipped: 'is left out',
  deleted: 'would be deleted',
  failed: 'cannot be taken',
};

/** What becomes of an object, in words that tell a dry run from what was done. */
export function outcomeText(outcome: string, isDryRun: boolean): string {
  return isDryRun ? (planned[outcome] ?? outcome) : outcome;
}

/** How many objects an import would write. */
export function toWrite({ items, totals, counts }: Pick<Report, 'items' | 'totals' | 'counts'>): number {
  if (items !== undefined && totals !== undefined) return (totals['created'] ?? 0) + (totals['updated'] ?? 0);
  return (counts['created'] ?? 0) + (counts['changed'] ?? 0) + (counts['deleted'] ?? 0);
}

/** Items by what was written in a search field: name, kind, notes. */
export function itemsMatching(items: readonly Item[], text: string, outcome: string): readonly Item[] {
  const wanted = text.trim().toLowerCase();
  return items.filter(
    (item) =>
      (outcome === '' || item.outcome === outcome) &&
      (wanted === '' ||
        [item.name, item.kind, item.target?.kind ?? '', ...item.notes.flatMap(({ code, message }) => [code, message])]
          .join(' ')
          .toLowerCase()
          .includes(wanted)),
  );
}

/** Screens of objects by their kinds in configuration files. */
const screens: Readonly<Record<string, string>> = {
  Role: 'roles',
  User: 'users',
  Group: 'groups',
  IdentityProvider: 'identity-providers',
  Connection: 'connections',
  Script: 'scripts',
  CustomAttribute: 'custom-attributes',
  Collection: 'collections',
  Authority: 'authorities',
  CertificateProfile: 'certificate-profiles',
  ApprovalProfile: 'approval-profiles',
  RaProfile: 'ra-profiles',
  NotificationProfile: 'notification-profiles',
  Trigger: 'triggers',
  Discovery: 'discoveries',
  Alert: 'alerts',
  WorkflowDefinition: 'builder/definitions',
  ScheduledJob: 'scheduled-jobs',
};

/** The screen of an object that an import has made; undefined where there is none. */
export function screenOf(kind: string | undefined, id: string | null): string | undefined {
  if (kind === undefined || id === null || !Object.hasOwn(screens, kind)) return undefined;
  return `/${screens[kind]}/${id}`;
}
