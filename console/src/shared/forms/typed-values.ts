/**
 * Values as they were typed: numbers, true, false, null, lists, objects and texts in quotes are taken as JSON, everything
 * else is a text as it stands. What was left empty is not given.
 */
export function typedValues(typed: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([name, text]): (readonly [string, unknown])[] =>
      text === '' ? [] : [[name, typedValue(text)]],
    ),
  );
}

function typedValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A value for people: texts as they are, everything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
