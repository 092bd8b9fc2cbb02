import type { Categories } from '../../domain/certificates/certificate';
import { changesAmong, type FiringSubject } from '../../domain/firings/subject';
import { decideSubject } from './decide-subject';
import type { Fired, Occurrence, Storing, StoringContext, SubjectOf } from './occurrence';

const conflictTries = 5;

/** How triggers change stored subjects of a kind. */
export interface SubjectChanges<S extends FiringSubject> {
  /** The subject after the change; null when it is no longer in the revision that was seen. */
  readonly change: (subject: S, change: Partial<Categories>, at: Date) => Promise<S | null>;
  /** The subject as it is now; undefined when it is gone. */
  readonly reload: (subject: S) => Promise<S | undefined>;
  /** Writes down in the subject's own history what the firing has changed. */
  readonly note: (firingId: string, change: Partial<Categories>, before: S, after: S) => Promise<void>;
}

/**
 * How firings of stored subjects are written: the occurrence key decides who fires, and only the one who does changes
 * the subject. Without `changes` the kind of subject has nothing that triggers set.
 */
export function claiming<O extends Occurrence>(changes?: SubjectChanges<SubjectOf<O>>): Storing<O> {
  return async (batch, context) => {
    const mine = await claim(batch, context);
    await context.stores.noticePayloads.save(mine.flatMap(({ notice }) => notice ?? []));
    if (changes !== undefined) for (const fired of mine) await applyChanges(fired, changes, context);
    return mine;
  };
}

/** A row that names this run is an earlier attempt's; one of another run has fired. */
async function claim<O extends Occurrence>(
  batch: readonly Fired<O>[],
  { stores: { firings } }: StoringContext,
): Promise<readonly Fired<O>[]> {
  const there = await firings.insert(batch.map(({ firing }) => firing));
  if (there.size === 0) return batch;
  const rows = await firings.load([...there].map((index) => batch[index]!.firing._id));
  const own = new Map(rows.map((row) => [row._id, row]));
  return batch.filter(({ firing }, index) => {
    const row = own.get(firing._id);
    return !there.has(index) || (row?.workflowId === firing.workflowId && row.status !== 'failed');
  });
}

/** One write a subject; who meets a newer revision decides again on it. */
async function applyChanges<O extends Occurrence>(
  { decided, occurrence, firing, sets: decidedBy }: Fired<O>,
  { change, reload, note }: SubjectChanges<SubjectOf<O>>,
  { rules, now }: StoringContext,
): Promise<void> {
  if (decided === null) return;
  let { subject, decision } = decided;
  for (let tries = 0; tries < conflictTries; tries += 1) {
    if (decision.outcome === 'ignored') return;
    const wanted = changesAmong(subject.categories, decision.categories);
    if (Object.keys(wanted).length === 0) return;
    const after = await change(subject, wanted, now());
    if (after !== null) return note(firing._id, wanted, subject, after);
    const fresh = await reload(subject);
    if (fresh === undefined) return;
    // What is stored does not say who found it.
    const discovery = fresh.discovery ?? subject.discovery ?? null;
    subject = { ...fresh, discovery };
    const { groups, raProfile } = fresh.categories;
    // Recorded sets hold whatever becomes of the subject.
    const sets = occurrence.decidedWith === null ? rules.setsOf({ groups, raProfile, discovery }) : decidedBy;
    decision = decideSubject(rules, fresh, sets, { ...occurrence, particulars: firing.particulars });
  }
  throw new Error('a subject was changed by others each time');
}
