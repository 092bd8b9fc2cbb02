import { createHmac } from 'node:crypto';
import { isEventCode } from '../../domain/events/catalogue';
import type { Firing } from '../../domain/firings/firing';
import type { ReplayOptions } from '../../domain/firings/replay-options';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import { firingIdOf, uuidOf } from '../../store/database/derived-ids';
import type { IdempotencyStore } from '../../store/uploads/idempotency-keys';
import type { ReplayRequest } from '../../temporal/messages/replay';
import { engineUnavailable, readEngineError } from '../../temporal/engine-errors';
import { replayOccurrenceKey } from './replay-run';
import type { SubjectSources } from './subject-sources';

export interface ReplaysDeps {
  readonly sources: SubjectSources;
  readonly findFiring: (firingId: string) => Promise<Firing | null>;
  /** One that runs or ran counts as started. */
  readonly startRun: (request: ReplayRequest) => Promise<void>;
  readonly keys: Pick<IdempotencyStore, 'take'>;
  readonly hashKey: Buffer;
  readonly newId: () => string;
  readonly now: () => Date;
}

export interface ReplayCaller {
  readonly user: string;
  readonly permissions: ReadonlySet<Permission>;
  /** `Idempotency-Key` of the request. */
  readonly key: string | undefined;
}

const keptMs = 24 * 3_600_000;

/** Takes replays: says at once what cannot be replayed, or promises the new firing. */
export function createReplays(deps: ReplaysDeps) {
  async function refuseHopeless({ resource, objectUuid, status }: Firing, permissions: ReadonlySet<Permission>) {
    if (status === 'running') throw notPossible('The firing is still running; replay it when it has ended.');
    if (objectUuid === null) throw notPossible('Nothing is kept of what this firing was about.');
    const source = deps.sources.of(resource);
    if (source === undefined) throw notPossible(`Firings about ${resource} cannot be replayed.`);
    if (!permissions.has(source.permission)) {
      const extra = { missing: [source.permission] };
      throw new CertloomError('forbidden', `This needs the permission ${source.permission}.`, { extra });
    }
    if (!(await source.findMany([objectUuid])).has(objectUuid)) {
      throw notPossible('What this firing was about does not exist any more.');
    }
  }

  /** The id of the replay: a new one, or that of the first request under the key. */
  async function replayIdOf(original: string, options: ReplayOptions, { user, key }: ReplayCaller): Promise<string> {
    const fresh = deps.newId();
    if (key === undefined) return fresh;
    const hashed = (text: string) => createHmac('sha256', deps.hashKey).update(text).digest('base64url');
    const bodyHash = hashed(JSON.stringify([options.triggers, options.notifications]));
    const first = await deps.keys.take({
      _id: uuidOf(`replay:${hashed(JSON.stringify([user, original, key]))}`),
      ...{ bodyHash, uploadId: fresh, refusal: null, expiresAt: new Date(deps.now().getTime() + keptMs) },
    });
    if (first === null) return fresh;
    if (first.bodyHash === bodyHash) return first.uploadId;
    throw new CertloomError(
      'idempotency_mismatch',
      'This Idempotency-Key was used with another request; use a new key for a new request.',
    );
  }

  return {
    /**
     * The id of the new firing. Throws `not_found`, `replay_not_possible`, `forbidden`, `idempotency_mismatch`, and
     * `engine_unavailable` when nothing is promised.
     */
    async submit(original: string, options: ReplayOptions, caller: ReplayCaller): Promise<string> {
      const firing = await deps.findFiring(original);
      if (firing === null) throw new CertloomError('not_found', 'There is no such firing.');
      const { event } = firing;
      if (!isEventCode(event)) throw notPossible('This release does not know the event of the firing.');
      await refuseHopeless(firing, caller.permissions);
      const replayId = await replayIdOf(original, options, caller);
      try {
        const at = deps.now().toISOString();
        await deps.startRun({ replayId, event, original, at, user: caller.user, ...options });
      } catch (error) {
        const meant = readEngineError(error);
        throw typeof meant === 'string' ? engineUnavailable() : meant;
      }
      return firingIdOf(event, replayOccurrenceKey({ original, replayId }));
    },
  };
}

export type Replays = ReturnType<typeof createReplays>;

function notPossible(detail: string): CertloomError {
  return new CertloomError('replay_not_possible', detail);
}
