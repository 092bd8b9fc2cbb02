import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { Fired, Occurrence, Storing, SubjectOf } from './occurrence';

/** A firing whose subject no trigger has ignored. */
export type Admitted<O extends Occurrence> = Fired<O> & {
  readonly decided: { readonly subject: SubjectOf<O> };
};

export interface Admitting<O extends Occurrence> {
  /** Stores the subjects in one write. Returns the ids of the firings whose subject was there already. */
  readonly insert: (admitted: readonly Admitted<O>[]) => Promise<ReadonlySet<string>>;
  /** The first entry of each subject's own history, its id the firing's. */
  readonly historyOf: (admitted: Admitted<O>, at: Date) => CertificateHistoryEntry;
}

/**
 * How what is not stored yet gets into the inventory: firings and subjects are written side by side, in one round trip.
 * What the insert keeps out because it is there already leaves no trace.
 */
export function admitting<O extends Occurrence>({ insert, historyOf }: Admitting<O>): Storing<O> {
  return async (batch, { stores, now }) => {
    const admitted = batch.filter(isAdmitted);
    const at = now();
    const [, refused] = await Promise.all([
      stores.firings.insert(batch.map(({ firing }) => firing)),
      insert(admitted),
      stores.noticePayloads.save(batch.flatMap(({ notice }) => notice ?? [])),
      stores.history.add(admitted.map((fired) => historyOf(fired, at))),
    ]);
    if (refused.size === 0) return batch;
    const ids = [...refused];
    await Promise.all([stores.firings.remove(ids), stores.noticePayloads.erase(ids), stores.history.remove(ids)]);
    return batch.filter(({ firing }) => !refused.has(firing._id));
  };
}

function isAdmitted<O extends Occurrence>(fired: Fired<O>): fired is Admitted<O> {
  return fired.decided !== null && fired.decided.decision.outcome !== 'ignored';
}
