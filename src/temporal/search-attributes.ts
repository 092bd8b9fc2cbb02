import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** For operators in the Temporal UI; our own lists come from the database. Never a detail of a certificate that may still be rejected. */
export const certloomEvent = defineSearchAttributeKey('CertloomEvent', SearchAttributeType.KEYWORD);
/** `running` at start; at close the outcome of the batch's firings, or `mixed`. */
export const certloomOutcome = defineSearchAttributeKey('CertloomOutcome', SearchAttributeType.KEYWORD);
/** What the run is for and, at its end, what came of it, in words: the codec hides summaries and results. */
export const certloomSummary = defineSearchAttributeKey('CertloomSummary', SearchAttributeType.KEYWORD);
export const certloomBatchId = defineSearchAttributeKey('CertloomBatchId', SearchAttributeType.KEYWORD);
/** One subject only, and only while it is in the inventory. */
export const certFingerprint = defineSearchAttributeKey('CertFingerprint', SearchAttributeType.KEYWORD);
