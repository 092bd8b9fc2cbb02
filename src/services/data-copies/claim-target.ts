import { CopyFault } from '../../domain/data-copies/copy';
import type { CopyEnd } from '../../store/data-copies/end';
import type { CopyStates, TargetState } from '../../store/data-copies/states';

export interface ClaimDeps {
  readonly source: { readonly states: Pick<CopyStates, 'sourceId'> };
  readonly target: Pick<CopyEnd, 'names' | 'isEmpty'> & {
    readonly states: Pick<CopyStates, 'source' | 'target' | 'begin' | 'takeOver'>;
  };
  /** This process. */
  readonly holder: string;
  /** For a source that has no name yet. */
  readonly newId: () => string;
  readonly now: () => Date;
  readonly rest: (ms: number) => Promise<void>;
}

/** Longer than a page takes, after each of which the process that copies shows itself. */
const watchMs = 30_000;
const lookMs = 1_000;

/**
 * The target as it stands, in the hands of this process unless the copy is finished. An empty database is begun with; one
 * that has an unfinished copy of this source is gone on with. Throws `CopyFault` on any other.
 */
export async function claimTarget({
  source,
  target,
  holder,
  newId,
  now,
  rest,
}: ClaimDeps): Promise<TargetState & { readonly isResumed: boolean }> {
  const copyId = await source.states.sourceId(newId());
  if ((await target.states.source())?.copyId === copyId) {
    throw new CopyFault('The source and the target are the same database.');
  }
  let state = await target.states.target();
  if (state === undefined) {
    await assertEmpty(target);
    const startedAt = now();
    if (await target.states.begin(copyId, holder, startedAt)) {
      return { _id: 'target', copyId, holder, startedAt, finishedAt: null, beat: 1, pass: 1, isResumed: false };
    }
    state = await target.states.target();
  }
  if (state?.copyId !== copyId) {
    throw new CopyFault('The target holds the copy of another installation: give an empty database.');
  }
  if (state.finishedAt) return { ...state, isResumed: true };
  for (let waited = 0; waited < watchMs; waited += lookMs) {
    await rest(lookMs);
    const seen = await target.states.target();
    if (seen?.beat !== state.beat) throw atWork();
  }
  if (!(await target.states.takeOver(state, holder))) throw atWork();
  return { ...state, holder, isResumed: true };
}

/** Longer than one that lives needs to show itself. */
const atWork = () => new CopyFault('Another process copies into the target: let it finish, or stop it first.');

async function assertEmpty(target: ClaimDeps['target']): Promise<void> {
  const taken: string[] = [];
  for (const name of await target.names()) if (!(await target.isEmpty(name))) taken.push(name);
  if (taken.length === 0) return;
  const more = taken.length > 5 ? ` and ${taken.length - 5} more` : '';
  throw new CopyFault(
    `The target is not empty (${taken.slice(0, 5).join(', ')}${more}), and no copy of this source has filled it: give an empty database.`,
  );
}
