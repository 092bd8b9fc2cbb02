/** Messages of the expiration scan: ids, moments and numbers only. */
import { defineSignal } from '@temporalio/workflow';
import type { ScanCounts } from '../../domain/expiration/scan-counts';

/** Where a scan stands; carried through continue-as-new. */
export interface ScanState {
  /** Compact start time: `20261121T120700Z`. */
  readonly scanId: string;
  /** The clock of all its firings, RFC 3339. */
  readonly at: string;
  readonly cursor: { readonly notAfter: string; readonly uuid: string } | null;
  readonly counts: ScanCounts;
  /** What has ended is dealt with; missing before, and in runs of an earlier release. */
  readonly areEndsSettled?: boolean;
  /** What is new or has changed since the scan before was taken up. */
  readonly isTakenUp?: boolean;
  /** Whether everything is looked at, or only what is due to be; missing in runs of an earlier release, which look at all. */
  readonly looksAt?: 'everything' | 'due';
  /** Among those that are due to be looked at. */
  readonly lookedTo?: { readonly kind: string; readonly lookAt: string; readonly certificate: string };
  /** It is done, and looks whether what it did not look at would have come to something else; how often so far. */
  readonly differences?: number;
  /** Fingerprint of the rules that it decides by; null: they have changed meanwhile. */
  readonly rules?: string | null;
}

export interface ScanStep {
  readonly state: ScanState;
  readonly isDone: boolean;
}

/** 1..100 due certificates, one firing each. */
export interface ExpiringBatch {
  readonly batchId: string;
  readonly scanId: string;
  readonly at: string;
  readonly certificates: readonly string[];
  /** They have ended: the last firing of each. */
  readonly isEnd?: boolean;
}

export interface ExpiringSummary {
  readonly firings: number;
  readonly skipped: number;
}

/** `certificate expiring, 40 firings, 2 left out`. */
export function expiringInWords({ firings, skipped }: ExpiringSummary): string {
  const fired = `${firings} ${firings === 1 ? 'firing' : 'firings'}`;
  return ['certificate expiring', fired, ...(skipped === 0 ? [] : [`${skipped} left out`])].join(', ');
}

/** The digests of one scan. */
export interface DigestRequest {
  readonly scanId: string;
  /** Batches that the scan has started: their notices are waited for. */
  readonly batches: number;
  /** Only what follows from this CA; absent for what scans have collected. */
  readonly issuer?: string;
}

/** A run that waits for what follows from a CA. */
export interface IssuerDigestRequest {
  /** Id of what becomes of the CA. */
  readonly issuer: string;
}

/** There is something that follows from the CA. */
export const issuerFollowed = defineSignal('issuerFollowed');

/** How far the writing of digests is. */
export interface DigestState {
  /** Of the scan, or what stands for it where a change of a CA is told. */
  readonly scanId: string;
  /** Only what follows from this CA; absent for what scans have collected. */
  readonly issuer?: string;
  /** Index of the first list of waiting items that has not been dealt with. */
  readonly bucket: number;
  readonly written: number;
}

export interface DigestStep {
  readonly state: DigestState;
  readonly isDone: boolean;
  /** The firing id of these digests in the ledger. */
  readonly firingId: string;
}

export interface DigestSummary {
  readonly written: number;
}

export const scanSummary = 'scan for expiring certificates';

/** `scan for expiring certificates, 12 due, 3 fired`. */
export function scannedInWords({ due, fired }: ScanCounts): string {
  return `${scanSummary}, ${due} due, ${fired} fired`;
}

export const digestSummary = 'digests of an expiration scan';
export const issuerDigestSummary = 'digests of what follows from a CA';

/** `digests of an expiration scan, 4 written`. */
export function digestsInWords({ written }: DigestSummary, summary = digestSummary): string {
  return `${summary}, ${written} written`;
}

/** `20261121T120700Z` of an instant: part of ids, so it holds nothing but digits and two letters. */
export function compactTime(at: Date): string {
  return at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.(\d{3})Z$/, (_, ms: string) => (ms === '000' ? 'Z' : `${ms}Z`));
}
