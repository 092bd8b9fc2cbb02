import { isBlank, isNameCharacter } from './characters';
import type { Cursor } from './cursor';

/** No name of a type is longer; also keeps looking ahead short. */
const longest = 200;
const deepest = 5;

/**
 * At a `[`: the name of a type without brackets, or that of an attribute, whose `(` comes next. Undefined where neither
 * is written, and then nothing is taken.
 */
export function readType(cursor: Cursor): { readonly name: string; readonly isAttribute: boolean } | undefined {
  const { text, pos } = cursor;
  const end = Math.min(text.length, pos + longest);
  let at = pos + 1;
  while (at < end && isBlank(text[at])) at += 1;
  if (!isNameCharacter(text[at])) return undefined;
  let depth = 1;
  for (; at < end; at += 1) {
    const c = text[at]!;
    if (c === '[' && depth < deepest) depth += 1;
    else if (c === '[') return undefined;
    else if (c === ']') depth -= 1;
    else if (c === '(' && depth === 1) {
      const name = text.slice(pos + 1, at).trim();
      cursor.skip(at - pos);
      return { name, isAttribute: true };
    } else if (!isNameCharacter(c) && !'.,+*&`'.includes(c) && !isBlank(c)) return undefined;
    if (depth === 0) {
      cursor.skip(at + 1 - pos);
      return { name: text.slice(pos + 1, at).trim(), isAttribute: false };
    }
  }
  return undefined;
}
