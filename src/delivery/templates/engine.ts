import { Liquid } from 'liquidjs';

/** Limits of one template: characters, milliseconds, and units of memory as the engine counts them. */
export const templateLimits = { parseLimit: 1e5, renderLimit: 100, memoryLimit: 1e6 } as const;

/** Tags of placeholders and simple loops. All others (include, render, layout, block, counters) do not exist here. */
const allowedTags = ['assign', 'capture', 'case', 'comment', 'for', 'if', 'unless', 'raw', 'break', 'continue', '#'];

/**
 * Filters that evaluate an expression out of a text would pass by the check of placeholders; those that search lists of
 * objects have nothing to find here and take no notice of the time limit.
 */
const refusedFilter = /_exp$|^(?:find|find_index|where|reject|has|group_by|sample)$/;

/**
 * A Liquid engine for text of users: no templates to include, own properties only, bounded in length, time and
 * memory, unknown filters refused. For HTML every output is escaped and the `raw` filter, which would switch that
 * off, does not exist.
 */
export function createTemplateEngine({ html }: { readonly html: boolean }): Liquid {
  const engine = new Liquid({
    // Without this the engine reads files of the working directory.
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    ...templateLimits,
    ...(html ? { outputEscape: 'escape' as const } : {}),
  });
  for (const name of Object.keys(engine.tags)) {
    if (!allowedTags.includes(name)) Reflect.deleteProperty(engine.tags, name);
  }
  for (const name of Object.keys(engine.filters)) {
    if (refusedFilter.test(name) || (html && name === 'raw')) Reflect.deleteProperty(engine.filters, name);
  }
  return engine;
}

/** Shared: an engine holds no state of a template. */
export const engines = { text: createTemplateEngine({ html: false }), html: createTemplateEngine({ html: true }) };
