import type { AttributeValues } from '../attributes/attribute';
import type { DiscoveryKind } from './kinds';
import type { Place } from './places';

/** `inProgress`: the source is being read; `processing`: what it brought is being imported. The others are final. */
export const discoveryStatuses = ['inProgress', 'processing', 'failed', 'completed', 'warning'] as const;
export type DiscoveryStatus = (typeof discoveryStatuses)[number];
export const openStatuses: readonly DiscoveryStatus[] = ['inProgress', 'processing'];

export interface Discovery {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly kind: DiscoveryKind;
  /** What the kind needs: hosts, a folder, a URL, … Secrets by name only. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly customAttributes: AttributeValues;
  readonly createdAt: Date;
  /** Of the latest run; null before the first. */
  readonly status: DiscoveryStatus | null;
  readonly message: string | null;
  readonly startTime: Date | null;
  readonly endTime: Date | null;
  /** Different certificates that the latest run has found. */
  readonly totalCertificateDiscovered: number;
  /** Who ran it last; before the first run, who made it. */
  readonly userUuid: string | null;
  /** Number of the latest run; 0 before the first. */
  readonly lastRun: number;
  /** The run that is under way. */
  readonly openRun: OpenRun | null;
  readonly revision: number;
}

/** Why a run began. `executionId` names it: the same twice is one run. */
export interface RunCause {
  readonly executionId: string;
  /** Null uuid: the product itself. */
  readonly by: { readonly uuid: string | null; readonly name: string };
}

export interface OpenRun extends RunCause {
  readonly number: number;
}

/** What became of a certificate that a run has found. */
export const rowOutcomes = ['pending', 'imported', 'known', 'ignored', 'failed'] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

export type RowCounts = Readonly<Record<RowOutcome, number>>;
/** Gaps by kind: what could not be read. */
export type GapCounts = Readonly<Record<string, number>>;

export interface DiscoveryRun {
  /** `<discovery>.<number>`. */
  readonly id: string;
  readonly discovery: string;
  readonly number: number;
  readonly executionId: string;
  readonly by: RunCause['by'];
  readonly status: DiscoveryStatus;
  readonly message: string | null;
  readonly workflowId: string;
  readonly startedAt: Date;
  /** The source was read to its end. */
  readonly readAt: Date | null;
  readonly endedAt: Date | null;
  /** When its work last said that it lives. */
  readonly seenAt: Date;
  readonly cancelRequested: boolean;
  /** Content is complete; of pushed content only. */
  readonly isComplete: boolean;
  /** Targets, files or rows that are dealt with; `total` is null where nobody knows. */
  readonly done: number;
  readonly total: number | null;
  /** Why the source as a whole could not be read, for people. */
  readonly failure: string | null;
  /** Targets of ranges where nothing answers: no gap, because nobody said that something is there. */
  readonly silent: number;
  /** Final counts; null while it runs. */
  readonly rows: RowCounts | null;
  readonly gaps: GapCounts | null;
}

/** Something that a source has brought: the bytes of one certificate and where they were. */
export interface Found {
  readonly der: Buffer;
  readonly place: Place;
  readonly seenAt?: Date;
}

/** Something that could not be read. `kind` is a stable code; `detail` is for people and never quotes content. */
export interface Gap {
  readonly kind: string;
  readonly place: string;
  readonly detail: string;
}
