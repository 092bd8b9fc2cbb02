import type { TriggerSet, TriggerSetEntry } from '../../domain/triggers/trigger';
import type { TriggerStore } from '../../store/triggers/triggers';
import { besideOne, isoDate, z } from '../http/schemas';

const entryView = z
  .strictObject({
    trigger: z.string(),
    name: z.string().nullable(),
    configuredBy: z.string(),
    configuredByName: besideOne,
    configuredAt: isoDate,
  })
  .openapi('TriggerSetEntry');
const placeView = { resource: z.string(), objectUuid: z.string().nullable(), objectName: besideOne };
export const namedPlaceView = z.strictObject(placeView).openapi('TriggerSetPlace');
export const setView = z
  .strictObject({
    event: z.string(),
    ...placeView,
    ignore: z.array(entryView),
    actions: z.array(entryView),
    revision: z.number().int(),
  })
  .openapi('TriggerSet');

interface TriggersOnly {
  readonly triggers: Pick<TriggerStore, 'findMany'>;
}

export async function toSetView(deps: TriggersOnly, set: TriggerSet) {
  const [view] = await toSetViews(deps, [set]);
  return view;
}

/** What the API shows of sets: with the names of their triggers. */
export async function toSetViews({ triggers }: TriggersOnly, sets: readonly TriggerSet[]) {
  const uuids = new Set(sets.flatMap(({ ignore, actions }) => [...ignore, ...actions].map(({ trigger }) => trigger)));
  const names = new Map((await triggers.findMany([...uuids])).map(({ uuid: id, name }) => [id, name]));
  const shown = (entry: TriggerSetEntry) => ({ ...entry, name: names.get(entry.trigger) ?? null });
  return sets.map(({ event, place, ignore, actions, revision }) => ({
    event,
    ...place,
    ignore: ignore.map(shown),
    actions: actions.map(shown),
    revision,
  }));
}
