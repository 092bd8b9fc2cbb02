import type { InstanceAdvance } from '../services/builder/advance';
import { withHeartbeats } from '../services/work/work';
import type { InstanceStep } from '../temporal/messages/builder';
import { currentWork } from './current-work';
import { guardedBy } from './guarded';

const heartbeatMs = 3_000;

/** Instances of the workflow builder as activities, made again without harm; ids and numbers only. */
export function createBuilderActivities({ advance, giveUp }: InstanceAdvance) {
  const guarded = guardedBy('an instance of the workflow builder met a fault');
  return {
    advanceInstance: (instanceId: string): Promise<InstanceStep> =>
      guarded(() => {
        const { heartbeat, signal } = currentWork();
        return withHeartbeats(
          () => heartbeat(),
          heartbeatMs,
          () => advance(instanceId, signal),
        );
      }),

    giveUpInstance: (instanceId: string): Promise<void> => guarded(() => giveUp(instanceId)),
  };
}

export type BuilderActivities = ReturnType<typeof createBuilderActivities>;
