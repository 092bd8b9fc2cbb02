import type { AttributeValue, AttributeValues } from '../../domain/attributes/attribute';
import type { Firing } from '../../domain/firings/firing';
import { placedAgain } from '../../domain/firings/replay';
import type { FiringSubject } from '../../domain/firings/subject';
import type { User } from '../../domain/identity/user';
import { firingIdOf } from '../../store/database/derived-ids';
import type { FiringStore } from '../../store/firings/firings';
import type { ReplayRequest } from '../../temporal/messages/replay';
import { claiming } from './claim';
import type { CarryingRun, FiringEvent, Occurrence } from './occurrence';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from './pipeline';
import type { SubjectSource, SubjectSources } from './subject-sources';

export interface ReplayRunDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly sources: SubjectSources;
  readonly findFiring: (firingId: string) => Promise<Firing | null>;
  readonly firings: Pick<FiringStore, 'decided'>;
  readonly userOf: (uuid: string) => Promise<Pick<User, 'username'> | undefined>;
}

export interface DecidedReplay {
  readonly firingId: string;
  readonly outcome: string;
  readonly hasEffects: boolean;
}

/** The same request is the same occurrence, and so one firing. */
export function replayOccurrenceKey({ original, replayId }: Pick<ReplayRequest, 'original' | 'replayId'>): string {
  return `replay.${original}.${replayId}`;
}

/**
 * Does a firing again, whatever its event: on its subject as it is now, through the pipeline of every firing. What the
 * request of the original gave wins again, as the subject holds it today.
 */
export function createReplayRun(deps: ReplayRunDeps) {
  function eventOf(request: ReplayRequest): FiringEvent<Occurrence, DecidedReplay> {
    const key = replayOccurrenceKey(request);
    const firingId = firingIdOf(request.event, key);
    let original: Firing | null = null;
    let source: SubjectSource | undefined;
    return {
      event: request.event,
      payload: (told) => ({ ...source?.payload(told), ...original?.particulars }),
      store: (batch, context) => claiming(source?.changes)(batch, context),
      async subjects() {
        original = await deps.findFiring(request.original);
        source = original === null ? undefined : deps.sources.of(original.resource);
        const uuid = original?.objectUuid ?? null;
        const [found, user, before] = await Promise.all([
          uuid === null ? undefined : source?.findMany([uuid]),
          deps.userOf(request.user),
          deps.firings.decided([firingId]),
        ]);
        const current = uuid === null ? undefined : found?.get(uuid);
        const subject = current === undefined || original === null ? undefined : placedAgain(current, original);
        const { triggers, notifications } = request;
        const recorded = triggers === 'recorded' ? (original?.snapshotId ?? null) : null;
        return [
          {
            key,
            occurredAt: new Date(request.at),
            actor: { type: 'user', uuid: request.user, name: user?.username ?? request.user },
            requestAttributes: subject === undefined ? {} : givenAgain(original, subject),
            uploadId: original?.uploadId ?? null,
            decidedWith: before.get(firingId)?.snapshotId ?? recorded,
            replay: { of: request.original, triggers, notifications },
            subject() {
              if (subject === undefined) throw new Error('the subject of the firing is gone');
              return subject;
            },
          },
        ];
      },
      close: async (fired) => ({
        firingId,
        outcome: outcomeOfBatch(
          fired.map(({ firing }) => firing.outcome ?? 'error'),
          'error',
        ),
        hasEffects: firingsWithEffects(fired).length > 0,
      }),
    };
  }

  return {
    /** Made again after a crash it comes to the same end. */
    decide: (request: ReplayRequest, run: CarryingRun): Promise<DecidedReplay> =>
      deps.pipeline.fire(eventOf(request), run),
  };
}

export type ReplayRun = ReturnType<typeof createReplayRun>;

/** Values that the request of the original gave: those that are there today, or none where they have been taken away. */
function givenAgain(original: Firing | null, { categories: { attributes } }: FiringSubject): AttributeValues {
  const given = original?.requestAttributes ?? [];
  return Object.fromEntries(given.map((uuid) => [uuid, attributes[uuid] ?? noValue] as const));
}

/** An empty value asks for none, whatever the triggers set. */
const noValue: AttributeValue = { name: '', contentType: 'string', content: [] };
