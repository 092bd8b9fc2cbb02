import { Context } from '@temporalio/activity';
import type { Work } from '../services/work/work';

/** The activity that is running, as services know it. */
export function currentWork(): Work {
  const context = Context.current();
  return {
    signal: context.cancellationSignal,
    heartbeat: (progress) => context.heartbeat(progress),
    isRepeat: context.info.attempt > 1,
  };
}

/** Where the attempt before was when it last said so; `given` in a first attempt. */
export function lastProgress<T>(given: T): T {
  return (Context.current().info.heartbeatDetails as T | undefined) ?? given;
}
