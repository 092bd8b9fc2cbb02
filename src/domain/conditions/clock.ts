/** When the clock alone can change what a condition says. */
import { addDuration, type Duration } from '../values/duration';
import { parseDay } from '../values/scalars';
import { elementReader, type ElementReader } from './elements';
import { valueReader, type CompileContext } from './evaluate';
import { createFieldLookup } from './fields';
import { flattenLeaves } from './leaves';
import type { Comparable, Test } from './operand';
import { resolveLeaf, type ResolvedLeaf } from './resolve';
import type { Subject } from './subject';
import type { Condition } from './tree';

/**
 * The first moment after `now`, in milliseconds since 1970, at which the result may be another although nothing but the
 * clock has moved; `Infinity`: never. May be too early, and is never too late: months have no fixed length, so near the
 * edge of a window of months it is `now`.
 */
export type NextFlip = (subject: Subject, now: Date) => number;

type LeafClock = (subject: Subject, now: Date, after: number) => number;

/** Compiles a saved condition, like `compileCondition`; undefined where the clock has nothing to do with it. */
export function compileNextFlip(
  condition: Condition | null,
  context: Omit<CompileContext, 'patterns'>,
): NextFlip | undefined {
  const lookup = createFieldLookup(context.scope, context.attributes);
  const clocks = flattenLeaves(condition).flatMap((leaf) => {
    const resolved = resolveLeaf(leaf, lookup);
    const clock = 'errorCode' in resolved ? undefined : clockOf(resolved);
    return clock === undefined ? [] : [clock];
  });
  if (clocks.length === 0) return undefined;
  return (subject, now) => Math.min(...clocks.map((next) => next(subject, now, now.getTime())));
}

/** Undefined: what the leaf says has nothing to do with the clock. */
function clockOf(resolved: ResolvedLeaf): LeafClock | undefined {
  const { leaf, field, test } = resolved;
  if (leaf.source === 'property' && movingFields.has(leaf.field)) return movingClock(resolved);
  if (test.kind !== 'within') return undefined;
  // A time of day comes round every day.
  if (field.contentType === 'time') return (_subject, _now, after) => after;
  const read = elementReader(field);
  const value = valueReader(resolved);
  return (subject, now, after) =>
    Math.min(
      ...elementsOf(value(subject, now), read).map((at) => windowClock(at, test, field.type === 'DATE', after)),
      Number.POSITIVE_INFINITY,
    );
}

const dayMs = 86_400_000;

/**
 * A value is inside `IN_NEXT` from the moment when the window reaches it until it is past, and inside `IN_PAST` from
 * then on until the window has left it behind.
 */
function windowClock(
  at: number,
  { direction, duration }: Extract<Test, { kind: 'within' }>,
  isDay: boolean,
  after: number,
): number {
  // A day counts as long as it lasts, and the window of days moves at midnight.
  const blur = isDay ? dayMs : 0;
  const own = [at - blur, at + blur] as const;
  const far = farEdge(at, duration, direction === 1 ? -1 : 1);
  return Math.min(edge(own, after), edge([far[0] - blur, far[1] + blur], after));
}

/** Where the other end of the window meets the value: a stretch, because adding months cannot be turned round. */
function farEdge(at: number, duration: Duration, sign: 1 | -1): readonly [number, number] {
  const met = addDuration(new Date(at), duration, sign).getTime();
  const blur = duration.months === 0 ? 0 : 4 * dayMs;
  return [met - blur, met + blur];
}

/** Inside a stretch every moment may be the one; its last moment still counts as inside a window. */
function edge([from, to]: readonly [number, number], after: number): number {
  if (to + 1 <= after) return Number.POSITIVE_INFINITY;
  return from > after ? from : from === to ? to + 1 : after;
}

/** Properties that move with the clock by themselves. */
export const movingFields: ReadonlySet<string> = new Set(['LIFETIME_USED_PERCENT']);

/** Per cent of the lifetime: each value is reached at a moment that is known. */
function movingClock({ test }: ResolvedLeaf): LeafClock | undefined {
  if (!('value' in test) && !('values' in test)) return undefined;
  const values = 'values' in test ? test.values : [test.value];
  return (subject, _now, after) => {
    const start = subject.property('NOT_BEFORE', new Date(after));
    const end = subject.property('NOT_AFTER', new Date(after));
    if (!(start instanceof Date) || !(end instanceof Date)) return Number.POSITIVE_INFINITY;
    const lifetime = end.getTime() - start.getTime();
    const moments = values.map((percent) => start.getTime() + (Number(percent) / 100) * lifetime);
    // Rounding must not make it a moment late.
    return Math.min(...moments.map((at) => edge([Math.floor(at) - 1, Math.ceil(at) + 1], after)));
  };
}

function elementsOf(value: unknown, read: ElementReader): number[] {
  const stored = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  return stored.flatMap((element) => {
    const at = read(element);
    const moment = at === undefined ? undefined : momentOf(at);
    return moment === undefined ? [] : [moment];
  });
}

/** The beginning of a day in UTC, or the moment itself. */
function momentOf(at: Comparable): number | undefined {
  return typeof at === 'number' ? at : typeof at === 'string' ? midnightOf(at) : undefined;
}

function midnightOf(day: string): number | undefined {
  const days = parseDay(day);
  return days === undefined ? undefined : days * dayMs;
}
