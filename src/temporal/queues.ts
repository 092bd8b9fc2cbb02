import type { TaskQueue } from './ids';

/**
 * The queue of another kind beside a run's own: those of several installations on one engine have a name in front, and
 * a run stays with its own installation. For workflow code, which knows its queue by name only.
 */
export function siblingQueue(ownQueue: string, own: TaskQueue, wanted: TaskQueue): string {
  return ownQueue.endsWith(own) ? `${ownQueue.slice(0, -own.length)}${wanted}` : wanted;
}
