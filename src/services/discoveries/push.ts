import { kindsOfDiscovery } from '../../domain/discoveries/kinds';
import type { DiscoveryRun, RunCause } from '../../domain/discoveries/discovery';
import { CertloomError, isCertloomError } from '../../domain/problem';
import type { DiscoveryStore } from '../../store/discoveries/discoveries';
import type { DiscoveryRowStore } from '../../store/discoveries/rows';
import { runIdOf, type DiscoveryRunStore } from '../../store/discoveries/runs';
import type { DiscoveryIntake, Piece, TakenIn } from './intake';
import type { DiscoveryStart } from './start';

export interface PushDeps {
  readonly discoveries: Pick<DiscoveryStore, 'get'>;
  readonly runs: Pick<DiscoveryRunStore, 'find' | 'received'>;
  readonly rows: Pick<DiscoveryRowStore, 'pending'>;
  readonly start: Pick<DiscoveryStart, 'startRun' | 'complete'>;
  readonly takeIn: DiscoveryIntake;
  readonly now: () => Date;
}

export interface Pushed extends TakenIn {
  readonly run: DiscoveryRun;
  readonly received: number;
}

/** More than these are not left undecided: who sends has to wait. */
const mostPending = 20_000;
const tries = 3;

/** Takes content that programs send; it goes to the run that is open for it, or opens one. */
export function createDiscoveryPush(deps: PushDeps) {
  async function openRun(uuid: string, cause: RunCause): Promise<DiscoveryRun> {
    for (let attempt = 1; ; attempt += 1) {
      const discovery = await deps.discoveries.get(uuid);
      const known = discovery.openRun === null ? null : await deps.runs.find(runIdOf(uuid, discovery.openRun.number));
      if (known !== null && known.endedAt === null) return known;
      try {
        return await deps.start.startRun(uuid, cause);
      } catch (error) {
        // Two that send at the same time: one has opened it.
        const isRace = isCertloomError(error) && (error.code === 'invalid_state' || error.code === 'conflict');
        if (!isRace || attempt >= tries) throw error;
      }
    }
  }

  /**
   * @param isLast nothing more will come: the run ends when all of it is decided
   * Throws `invalid_state` for a discovery that takes no content or whose run is complete, `overloaded` while too much waits.
   */
  return async function push(uuid: string, cause: RunCause, piece: Piece, isLast: boolean): Promise<Pushed> {
    const discovery = await deps.discoveries.get(uuid);
    if (!kindsOfDiscovery[discovery.kind].isPushed) {
      throw new CertloomError('invalid_state', 'This discovery reads its source itself; it takes no content.');
    }
    const run = await openRun(uuid, cause);
    if (run.isComplete || run.cancelRequested || run.status !== 'inProgress') {
      throw new CertloomError(
        'invalid_state',
        `Run ${run.number} has all its content and is about to end; send the next content when it has.`,
        { retryAfterSeconds: 2 },
      );
    }
    if ((await deps.rows.pending(run.id)) > mostPending) {
      throw new CertloomError('overloaded', 'Too much is waiting to be decided; send it again shortly.', {
        retryAfterSeconds: 2,
      });
    }
    const taken = await deps.takeIn(discovery, run, piece);
    const received = piece.found.length + piece.gaps.length;
    await deps.runs.received(run.id, received, deps.now());
    return { ...taken, received, run: isLast ? await deps.start.complete(run.id) : run };
  };
}

export type DiscoveryPush = ReturnType<typeof createDiscoveryPush>;
