/** Warnings of a list that is sent as CSV, which has no place for them (RFC 4180). */

export const warningsHeader = 'Certloom-Warnings';
export const warningCountHeader = 'Certloom-Warning-Count';

export const csvWarningsNote = `The warnings stand in the header \`${warningsHeader}\`, as in the JSON answer: an array as JSON in ASCII, of as many as fit into 4,000 characters; \`${warningCountHeader}\` tells how many there are. Those of later pages follow the rows, in trailers of these names (RFC 9110, section 6.5).`;

/** Many clients and proxies take some 8 kB of headers, ours among others. */
const mostCharacters = 4_000;

/** What tells of these warnings; nothing when there is none. */
export function warningFields(warnings: readonly unknown[]): Record<string, string> {
  if (warnings.length === 0) return {};
  const told: string[] = [];
  let length = 2;
  for (const text of warnings.map(asciiJson)) {
    length += text.length + 1;
    if (length > mostCharacters) break;
    told.push(text);
  }
  return { [warningsHeader]: `[${told.join(',')}]`, [warningCountHeader]: String(warnings.length) };
}

/** JSON that may stand in a header: the rest of Unicode as escapes. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
