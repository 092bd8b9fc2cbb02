import { peopleTime } from '../values/people-time';
import { events, findEvent, type EventCode, type EventDefinition } from './catalogue';
import type { Particular } from './particular-fields';
import type { PayloadFacts } from './payloads';

/**
 * What of a payload its subject cannot say again later, such as the old status or why an operation failed. It is kept with
 * the firing, so that a replay tells it too. Undefined when there is none.
 */
export function particularsOf(event: EventCode, facts: PayloadFacts): PayloadFacts | undefined {
  const kept = events[event].particulars.flatMap(({ field }) => {
    const value = facts[field];
    return value === undefined || value === null ? [] : [[field, value] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Whether the payload of an event has anything that its subject cannot say. */
export function hasParticulars(event: EventCode): boolean {
  return events[event].particulars.length > 0;
}

/**
 * The particulars that conditions may ask for. A firing that is folded is decided before they are gathered, so that its
 * event has none.
 */
export function askableParticulars(event: EventCode): readonly Particular[] {
  return events[event].folds ? [] : events[event].particulars;
}

/** What happened, in few words: `revoke, failed`. Null where the event has none, or is one of a later version. */
export function happenedOf(event: string, facts: PayloadFacts | undefined): string | null {
  const definition = findEvent(event);
  const parts = headlineOf(definition, facts)
    .split(', ')
    .flatMap((part) => {
      let isWhole = part !== '';
      const words = part.replace(/\{(\w+)\}/g, (_braces, field: string) => {
        const row = definition?.particulars.find((one) => one.field === field) ?? { field };
        const value = toldOf(row, facts);
        if (value === undefined || value === null) isWhole = false;
        return textOf(value);
      });
      return isWhole ? [words] : [];
    });
  return parts.length === 0 ? null : parts.join(', ');
}

function headlineOf(event: EventDefinition | undefined, facts: PayloadFacts | undefined): string {
  const other = event?.otherHeadlines?.find(({ where }) =>
    Object.entries(where).every(([field, value]) => facts?.[field] === value),
  );
  return (other ?? event)?.headline ?? '';
}

/** The value of a particular as people are told it. */
function toldOf({ field, told }: Pick<Particular, 'field' | 'told'>, facts: PayloadFacts | undefined): unknown {
  const other = told === undefined ? undefined : facts?.[told.field];
  return (typeof other === 'string' ? told?.as[other] : undefined) ?? facts?.[field];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (value instanceof Date) return peopleTime(value.toISOString());
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The particulars that people are told, as `Action: revoke, State: failed`; an event of a later version has none. */
export function particularsInWords(event: string, facts: PayloadFacts | undefined): string {
  const named = (findEvent(event)?.particulars ?? []).flatMap((row) => {
    const { label } = row;
    const value = toldOf(row, facts);
    if (label === undefined || isEmpty(value)) return [];
    return [`${label}: ${textOf(value)}`];
  });
  return named.join('; ');
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
