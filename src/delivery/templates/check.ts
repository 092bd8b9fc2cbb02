import type { Template } from 'liquidjs';
import type { EventCode } from '../../domain/events/catalogue';
import { includedPlaceholders, placeholdersOf, type PlaceholderShape } from '../../domain/notifications/placeholders';
import type { IncludedData } from '../../domain/notifications/profile';
import { cutText, visibleText } from '../../domain/notifications/visible-text';
import { engines } from './engine';

export interface TemplateFault {
  /** 1-based; null when the place is not known. */
  readonly line: number | null;
  readonly detail: string;
}

type Segments = readonly unknown[];

/**
 * Faults of a template before it is saved: what cannot be parsed, tags and filters that are not offered (includes, `raw`
 * in HTML), placeholders that nothing will fill, and look-ups whose name is computed. Empty when all is well.
 * @param options.event limits the payload's placeholders to one event; without it those of all events are known
 * @param options.include what the profile includes; nothing by default
 * @param options.attributeNames custom attributes that certificates can have; any name will do by default
 */
export function checkTemplate(
  text: string,
  options: {
    readonly html: boolean;
    readonly event?: EventCode;
    readonly include?: IncludedData;
    readonly attributeNames?: ReadonlySet<string>;
    /** What is offered instead of the placeholders of notices. */
    readonly known?: ReadonlyMap<string, PlaceholderShape>;
  },
): readonly TemplateFault[] {
  const engine = options.html ? engines.html : engines.text;
  let parsed: Template[];
  let used: readonly Segments[];
  try {
    parsed = engine.parse(text);
    used = engine.globalVariableSegmentsSync(parsed, { partials: false });
  } catch (error) {
    return [parseFault(error)];
  }
  const known = options.known ?? placeholdersOf(options.event, options.include);
  const details = used.flatMap((segments) =>
    isKnown(segments, known)
      ? attributeFault(segments, options.attributeNames)
      : [unknownDetail(segments, options.include)],
  );
  return [...new Set(details)].map((detail) => ({ line: null, detail }));
}

/** A placeholder of included data exists, but only when the profile includes it. */
function unknownDetail(segments: Segments, include: IncludedData | undefined): string {
  const path = segments.slice(0, 2).join('.');
  const included = Object.hasOwn(includedPlaceholders, path) ? includedPlaceholders[path] : undefined;
  const isMissing = included !== undefined && include?.[included[0]] !== true;
  const hint = isMissing ? ` Set include.${included[0]} to use it.` : '';
  return `There is no placeholder ${nameOf(segments)}.${hint}`;
}

function attributeFault(segments: Segments, names: ReadonlySet<string> | undefined): string[] {
  const [root, member, name] = segments;
  if (names === undefined || root !== 'included' || member !== 'customAttributes' || typeof name !== 'string')
    return [];
  return names.has(name) ? [] : [`Certificates have no custom attribute ${cutText(visibleText(name), 80)}.`];
}

/**
 * A path is known with what may follow a value: the name in a map, an index, `first` and `last` of a list, and the
 * size of a text or list.
 */
function isKnown(segments: Segments, known: ReadonlyMap<string, PlaceholderShape>): boolean {
  if (!segments.every((segment) => typeof segment === 'string' || typeof segment === 'number')) return false;
  for (let length = 1; length <= segments.length; length += 1) {
    const shape = known.get(segments.slice(0, length).join('.'));
    if (shape === undefined) continue;
    const rest = segments.slice(length);
    if (shape !== 'map') return isPart(rest, shape);
    return rest.length === 0 || (typeof rest[0] === 'string' && isPart(rest.slice(1), 'list'));
  }
  return false;
}

function isPart(rest: Segments, shape: 'scalar' | 'list'): boolean {
  if (rest.length === 0) return true;
  if (rest.length > 1) return false;
  return (
    rest[0] === 'size' ||
    (shape === 'list' && (typeof rest[0] === 'number' || rest[0] === 'first' || rest[0] === 'last'))
  );
}

function nameOf(segments: Segments): string {
  const text = segments.map((segment) => (Array.isArray(segment) ? '[…]' : String(segment))).join('.');
  return cutText(visibleText(text), 80);
}

/** The engine's own words may quote the template at length; only its kind and place go out. */
function parseFault(error: unknown): TemplateFault {
  const message = error instanceof Error ? error.message : '';
  const line = Number(/line:(\d+)/.exec(message)?.[1] ?? Number.NaN);
  const missing = /^(?:tag "([\w-]{1,40})" not found|undefined filter: ([\w-]{1,40}))/.exec(message);
  const detail =
    missing?.[1] !== undefined
      ? `The tag ${missing[1]} is not available in notification templates.`
      : missing?.[2] !== undefined
        ? `The filter ${missing[2]} is not available in this template.`
        : message.includes('limit exceeded')
          ? 'The template is too long.'
          : 'The template cannot be parsed: a tag or an output is not complete or not closed.';
  return { line: Number.isInteger(line) ? line : null, detail };
}
