import { Lexer, parse } from 'yaml';
import { CertloomError } from '../../domain/problem';

/** Longest text of a file in characters: as many as the bytes of an upload. */
export const mostCharacters = 10 * 1024 * 1024;
/** Of one document: a script of 1 MiB, six characters for each of its bytes (`\u0001`), and what stands around it. */
const mostOfDocument = 7 * 1024 * 1024;
/** Words and marks of one document, because others wait while it is read: two seconds. A text counts as one, however long. */
const mostTokens = 400_000;
/** Of the whole file. */
const mostTokensOfFile = 3_200_000;
/** Kind and name stand at the beginning; whoever puts them at the end gets the line. */
const longestHead = 8_192;

/** Counts what the documents of a file take to read. Throws `payload_too_large`, with kind and name of the document. */
export function createSizeCheck() {
  let left = mostTokensOfFile;
  /** @param line the one on which the document begins, from 1 */
  return function check(text: string, { number, line }: { readonly number: number; readonly line: number }): void {
    const refused = (what: string) =>
      tooLarge(`document ${number}${describe(text)}, line ${line}, has more than ${what}`);
    if (text.length > mostOfDocument) throw refused(`${mostOfDocument} characters`);
    let tokens = 0;
    for (const _token of new Lexer().lex(text)) {
      tokens += 1;
      if (tokens > mostTokens) throw refused(`${mostTokens} words and marks, a text counted as one`);
    }
    left -= tokens;
    if (left < 0) throw tooLarge(`at most ${mostTokensOfFile} words and marks are read at once; split it`);
  };
}

export function tooLarge(detail: string): CertloomError {
  return new CertloomError('payload_too_large', `The file is too large: ${detail}.`);
}

/** ` (Script nightly)`, or nothing where the beginning does not say it. */
function describe(text: string): string {
  const [head = ''] = text.slice(0, longestHead).split(/^spec:/m, 1);
  try {
    const { kind, metadata } = parse(head, { logLevel: 'silent' }) as { kind?: unknown; metadata?: { name?: unknown } };
    const { name } = metadata ?? {};
    return typeof kind === 'string' && typeof name === 'string' ? ` (${kind.slice(0, 80)} ${name.slice(0, 200)})` : '';
  } catch {
    return '';
  }
}
