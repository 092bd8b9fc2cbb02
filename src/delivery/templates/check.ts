import type { Template } from 'liquidjs';
import type { EventCode } from '../../domain/events/catalogue';
import { placeholdersOf, type PlaceholderShape } from '../../domain/notifications/placeholders';
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
 */
export function checkTemplate(
  text: string,
  options: { readonly html: boolean; readonly event?: EventCode },
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
  const known = placeholdersOf(options.event);
  const unknown = used.filter((segments) => !isKnown(segments, known)).map(nameOf);
  return [...new Set(unknown)].map((name) => ({ line: null, detail: `There is no placeholder ${name}.` }));
}

/** A path is known with what may follow a value: an index, `first` and `last` of a list, and the size of both. */
function isKnown(segments: Segments, known: ReadonlyMap<string, PlaceholderShape>): boolean {
  if (!segments.every((segment) => typeof segment === 'string' || typeof segment === 'number')) return false;
  for (let length = 1; length <= segments.length; length += 1) {
    const shape = known.get(segments.slice(0, length).join('.'));
    if (shape === undefined) continue;
    const rest = segments.slice(length);
    if (rest.length === 0) return true;
    if (rest.length > 1) return false;
    return (
      rest[0] === 'size' ||
      (shape === 'list' && (typeof rest[0] === 'number' || rest[0] === 'first' || rest[0] === 'last'))
    );
  }
  return false;
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
