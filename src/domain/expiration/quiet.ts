/**
 * What an hour comes to for a certificate as long as nothing changes: `fold`: its last firing counts one more; `nothing`:
 * nothing is recorded; `replaced`: a valid replacement silences it; `ahead`: its window has not begun; `none`: not known,
 * or over.
 */
export const quietKinds = ['fold', 'nothing', 'replaced', 'ahead', 'none'] as const;
export type QuietKind = (typeof quietKinds)[number];

/** What a look at a certificate has found, and for how long it holds. */
export interface Quiet {
  readonly kind: QuietKind;
  /** The clock of the scan that looked. */
  readonly from: Date;
  /** When it is to be looked at again, or when something about it changed before that. Scans in between count as quiet. */
  readonly until: Date;
}
