import type { TaskQueue } from '../../temporal/ids';
import type { Part } from './part';

/**
 * The activities of all parts by task queue. Throws when two parts give one queue an activity of the same name: the
 * later one would silently take the calls of the other.
 */
export function activitiesOf(parts: readonly Pick<Part, 'name' | 'activities'>[]): Partial<Record<TaskQueue, object>> {
  const byQueue: Partial<Record<TaskQueue, object>> = {};
  const owners = new Map<string, string>();
  for (const { name, activities } of parts) {
    for (const [queue, given] of Object.entries(activities?.() ?? {}) as [TaskQueue, object][]) {
      for (const activity of Object.keys(given)) {
        const owner = owners.get(`${queue} ${activity}`);
        if (owner !== undefined) throw new Error(`${owner} and ${name} both have the activity ${activity} on ${queue}`);
        owners.set(`${queue} ${activity}`, name);
      }
      byQueue[queue] = { ...byQueue[queue], ...given };
    }
  }
  return byQueue;
}
