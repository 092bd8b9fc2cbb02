import type { PasswordUse } from '../sign-in/password';
import { isPlainObject } from '../values/json';

/** `validated`: only certificates that were validated, and are valid, become successors. `explicit`: nothing is detected. */
export const replacementDetectionModes = ['automatic', 'validated', 'explicit'] as const;
export type ReplacementDetectionMode = (typeof replacementDetectionModes)[number];

/** Settings of the whole installation that people change at run time. Durations are ISO 8601 text. */
export interface PlatformSettings {
  /** How long a synchronous upload waits for its outcome before it is answered 202. */
  readonly syncTimeout: string;
  readonly upload: {
    /** Who owns an uploaded certificate unless a trigger says otherwise. */
    readonly ownerDefault: 'uploader' | 'none';
    /** Most certificates in one bundle. */
    readonly maxCertificates: number;
    /** Most bytes of one upload, before base64. The configured body limit is the upper bound. */
    readonly maxBytes: number;
  };
  /** How long upload resources are kept. */
  readonly uploads: { readonly retention: string };
  /** Time before notAfter from which a certificate is due. RA profiles override it. */
  readonly expiringThreshold: string;
  /**
   * Part of the lifetime before notAfter, per cent, null: not used. With it a certificate is due from the later of the
   * two moments, so that short-lived ones are not due all their life. RA profiles override it.
   */
  readonly expiringThresholdPercent: number | null;
  /** When expiring certificates are looked for: five cron fields, UTC. */
  readonly expirationScan: { readonly cron: string };
  readonly expiration: {
    /** Whether people are told of a certificate that was over when it came into the inventory. */
    readonly announceExpiredOnArrival: boolean;
  };
  /** Whether successors are detected. RA profiles override it. */
  readonly replacementDetection: ReplacementDetectionMode;
  readonly replacement: {
    /** Whether a detected successor needs all purposes of its predecessor. */
    readonly requireAllPurposes: boolean;
  };
  /** How often certificates are checked, and when one counts as expiring. RA profiles override each. */
  readonly validation: {
    readonly enabled: boolean;
    readonly frequency: string;
    readonly expiringThreshold: string;
  };
  /** How long firings are kept; null: for ever. */
  readonly eventHistory: { readonly retention: string | null };
  /** Whether calls of Keyfactor Command's API are answered, under `/KeyfactorAPI`. */
  readonly compatApi: { readonly enabled: boolean };
  /** How long operations are kept after their end; null: for ever. */
  readonly operations: { readonly retention: string | null };
  /** How long instances of workflows are kept after their end; null: for ever. */
  readonly workflows: { readonly retention: string | null };
  /** How long an SSH key is used before it is replaced. */
  readonly sshKeys: { readonly lifetimeDays: number };
  readonly scripts: {
    /** How long a run waits for a worker of its queue where none polls. */
    readonly scheduleToStartSeconds: number;
    /** How long records of runs are kept; null: for ever. */
    readonly retention: string | null;
  };
  readonly approvals: {
    /** Whether a mail to one approver carries a link that decides in the approver's name, without signing in. */
    readonly decideByLink: boolean;
  };
  readonly alerts: {
    /** With more due items than this, beginning to report needs a word on what was due before. */
    readonly firstRunConfirm: number;
    /** Previews of one answer of a test, unless it asks for fewer or more. */
    readonly testPreviewLimit: number;
    /** Who gets what was meant for recipients of whom none could be found out. */
    readonly fallbackRecipients: readonly string[];
  };
  /** How long people stay signed in: without use, and altogether. */
  readonly signIn: {
    readonly idleLimit: string;
    readonly absoluteLimit: string;
    /** Whether user name and password are offered. */
    readonly passwords: PasswordUse;
  };
  /** Where audit rows go, and whether those of uploads may identify a rejected certificate (`verbose`). */
  readonly audit: {
    readonly output: 'none' | 'console' | 'database' | 'all';
    readonly verbose: boolean;
    /** Operations (`groups.create`) or whole areas (`groups`) that are not recorded. */
    readonly ignoreOperations: readonly string[];
  };
}

export const defaultPlatformSettings: PlatformSettings = {
  syncTimeout: 'PT30S',
  upload: { ownerDefault: 'uploader', maxCertificates: 500, maxBytes: 10 * 1024 * 1024 },
  uploads: { retention: 'P30D' },
  expiringThreshold: 'P30D',
  expiringThresholdPercent: 33,
  expirationScan: { cron: '7 * * * *' },
  expiration: { announceExpiredOnArrival: true },
  replacementDetection: 'automatic',
  replacement: { requireAllPurposes: false },
  validation: { enabled: true, frequency: 'P1D', expiringThreshold: 'P30D' },
  eventHistory: { retention: 'P365D' },
  compatApi: { enabled: false },
  operations: { retention: 'P365D' },
  workflows: { retention: 'P365D' },
  sshKeys: { lifetimeDays: 365 },
  scripts: { scheduleToStartSeconds: 300, retention: 'P90D' },
  approvals: { decideByLink: false },
  alerts: { firstRunConfirm: 100, testPreviewLimit: 100, fallbackRecipients: [] },
  signIn: { idleLimit: 'PT8H', absoluteLimit: 'P7D', passwords: 'withoutProviders' },
  audit: { output: 'database', verbose: false, ignoreOperations: [] },
};

/** Stored settings of any release over the defaults of this one: what is missing has its default, what is unknown goes. */
export function completeSettings(stored: unknown): PlatformSettings {
  return overlay(defaultPlatformSettings, stored) as PlatformSettings;
}

function overlay(base: unknown, over: unknown): unknown {
  if (!isPlainObject(base)) return over === undefined ? base : over;
  const given = isPlainObject(over) ? over : {};
  return Object.fromEntries(
    Object.entries(base).map(([key, value]) => [
      key,
      overlay(value, Object.hasOwn(given, key) ? given[key] : undefined),
    ]),
  );
}
