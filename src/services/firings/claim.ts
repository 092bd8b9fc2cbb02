import type { Categories } from '../../domain/certificates/certificate';
import type { HistoryDue } from '../../domain/certificates/history';
import { changesAmong, type FiringSubject } from '../../domain/firings/subject';
import { decideSubject } from './decide-subject';
import type { Fired, Occurrence, Storing, StoringContext, SubjectOf } from './occurrence';

const conflictTries = 5;

/** How triggers change stored subjects of a kind. */
export interface SubjectChanges<S extends FiringSubject> {
  /**
   * What its history is to say of the change, which is kept beside the subject from the same write on; null when the
   * subject is no longer in the revision that was seen.
   * @param key of what changes it: the same whenever that is done again
   */
  readonly change: (key: string, subject: S, change: Partial<Categories>, at: Date) => Promise<HistoryDue | null>;
  /** The subject as it is now; undefined when it is gone. */
  readonly reload: (subject: S) => Promise<S | undefined>;
  /** What earlier attempts have changed of these subjects and not noted. */
  readonly unnoted: (uuids: readonly string[]) => Promise<readonly HistoryDue[]>;
  /** Writes down in the subjects' own history what was changed. */
  readonly note: (changed: readonly HistoryDue[]) => Promise<void>;
}

/**
 * How firings of stored subjects are written: the occurrence key decides who fires, and only the one who does changes
 * the subject. Without `changes` the kind of subject has nothing that triggers set.
 */
export function claiming<O extends Occurrence>(changes?: SubjectChanges<SubjectOf<O>>): Storing<O> {
  return async (batch, context) => {
    const { mine, isRepeat } = await claim(batch, context);
    await context.stores.noticePayloads.save(mine.flatMap(({ notice }) => notice ?? []));
    if (changes !== undefined) await changeAll(mine, isRepeat, changes, context);
    return mine;
  };
}

/** A row that names this run is an earlier attempt's; one of another run has fired. */
async function claim<O extends Occurrence>(
  batch: readonly Fired<O>[],
  { stores: { firings } }: StoringContext,
): Promise<{ readonly mine: readonly Fired<O>[]; readonly isRepeat: boolean }> {
  const there = await firings.insert(batch.map(({ firing }) => firing));
  if (there.size === 0) return { mine: batch, isRepeat: false };
  const rows = await firings.load([...there].map((index) => batch[index]!.firing._id));
  const own = new Map(rows.map((row) => [row._id, row]));
  const mine = batch.filter(({ firing }, index) => {
    const row = own.get(firing._id);
    return !there.has(index) || (row?.workflowId === firing.workflowId && row.status !== 'failed');
  });
  return { mine, isRepeat: true };
}

/** What an earlier attempt has changed is only noted: deciding again would find it done, and say nothing of it. */
async function changeAll<O extends Occurrence>(
  fired: readonly Fired<O>[],
  isRepeat: boolean,
  changes: SubjectChanges<SubjectOf<O>>,
  context: StoringContext,
): Promise<void> {
  const subjects = isRepeat ? fired.flatMap(({ decided }) => decided?.subject.uuid ?? []) : [];
  const unnoted = new Map((await changes.unnoted(subjects)).map((due) => [due.key, due]));
  const changed: HistoryDue[] = [];
  for (const one of fired) {
    const due = unnoted.get(one.firing._id) ?? (await applyChanges(one, changes, context));
    if (due !== null) changed.push(due);
  }
  await changes.note(changed);
}

/** One write a subject; who meets a newer revision decides again on it. */
async function applyChanges<O extends Occurrence>(
  { decided, occurrence, firing, sets: decidedBy }: Fired<O>,
  { change, reload }: SubjectChanges<SubjectOf<O>>,
  { rules, now }: StoringContext,
): Promise<HistoryDue | null> {
  if (decided === null) return null;
  let { subject, decision } = decided;
  for (let tries = 0; tries < conflictTries; tries += 1) {
    if (decision.outcome === 'ignored') return null;
    const wanted = changesAmong(subject.categories, decision.categories);
    if (Object.keys(wanted).length === 0) return null;
    const due = await change(firing._id, subject, wanted, now());
    if (due !== null) return due;
    const fresh = await reload(subject);
    if (fresh === undefined) return null;
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
