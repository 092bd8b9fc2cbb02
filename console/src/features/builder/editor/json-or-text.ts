/** Objects, lists, numbers and truth as such; everything else is a text, also JSON that is still being typed. */
export function jsonOrText(text: string): unknown {
  if (!/^\s*(?:[{[]|-?\d+(?:\.\d+)?\s*$|true\s*$|false\s*$|null\s*$)/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
