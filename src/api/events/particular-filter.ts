import { eventCodes, events } from '../../domain/events/catalogue';
import type { Particular } from '../../domain/events/particular-fields';
import { groupBy } from '../../domain/values/group-by';
import type { Fault } from '../../domain/problem';
import type { FiringFilter } from '../../store/firings/firing-filter';
import { validationFailed } from '../http/faults';
import { expectedOneOf } from '../http/permissible';

/** A particular whose one value is a text can be filtered by. */
function filterable(event: string): readonly Particular[] {
  const { particulars = [] } = eventCodes.some((code) => code === event) ? events[event as keyof typeof events] : {};
  return particulars.filter(({ type, collection }) => collection !== true && (type === 'LIST' || type === 'STRING'));
}

/**
 * Reads `action:revoke` and the like. The firings are of events that tell all of it: an index on the event leads to them.
 * @param asked the events that were asked for; absent: all
 */
export function readParticulars(
  wanted: readonly string[],
  asked: readonly string[] = eventCodes,
): Pick<FiringFilter, 'events' | 'particulars'> {
  const pairs = wanted.map((text, index) => {
    const end = text.indexOf(':');
    return { field: text.slice(0, end), value: text.slice(end + 1), pointer: `/query/particular/${index}` };
  });
  const faults = pairs.flatMap((pair) => faultOf(pair, asked));
  if (faults.length > 0) throw validationFailed(faults);
  const particulars = new Map(
    [...groupBy(pairs, ({ field }) => field)].map(([field, some]) => [field, some.map(({ value }) => value)]),
  );
  const telling = asked.filter((event) =>
    [...particulars.keys()].every((field) => filterable(event).some((known) => known.field === field)),
  );
  if (telling.length === 0) {
    const detail = `no event tells ${[...particulars.keys()].join(' and ')} at once`;
    throw validationFailed([{ pointer: '/query/particular', code: 'wrong_value', detail }]);
  }
  return { events: telling, particulars };
}

function faultOf(
  { field, value, pointer }: { readonly field: string; readonly value: string; readonly pointer: string },
  asked: readonly string[],
): Fault[] {
  const known = asked.flatMap(filterable);
  const same = known.filter((particular) => particular.field === field);
  const wrong = (detail: string) => [{ pointer, code: 'wrong_value', detail }];
  if (same.length === 0) {
    const names = [...new Set(known.map((particular) => particular.field))];
    return wrong(names.length === 0 ? 'these events tell nothing to filter by' : expectedOneOf(field, names));
  }
  if (same.some(({ values, open }) => values === undefined || open === true || values.includes(value))) return [];
  return wrong(expectedOneOf(value, [...new Set(same.flatMap(({ values }) => values ?? []))]));
}
