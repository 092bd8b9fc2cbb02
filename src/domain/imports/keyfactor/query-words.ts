/** A word of a collection query, with where it begins (characters from 1). */
export interface QueryWord {
  readonly kind: 'open' | 'close' | 'and' | 'or' | 'operator' | 'word' | 'text';
  readonly text: string;
  readonly at: number;
}

/** What of a query cannot be translated. */
export class QueryFault extends Error {
  override readonly name = 'QueryFault';
  /** @param at character from 1 */
  constructor(
    readonly at: number,
    readonly text: string,
    message: string,
  ) {
    super(message);
  }
}

/** Takes a query apart: brackets, AND, OR, `-op`, words, and texts in quotes. Throws `QueryFault`. */
export function wordsOf(query: string): QueryWord[] {
  const words: QueryWord[] = [];
  let at = 0;
  const add = (kind: QueryWord['kind'], text: string, length: number) => {
    words.push({ kind, text, at: at + 1 });
    at += length;
  };
  while (at < query.length) {
    const rest = query.slice(at);
    const [blank = ''] = /^\s+/.exec(rest) ?? [];
    if (blank !== '') at += blank.length;
    else if (rest.startsWith('(')) add('open', '(', 1);
    else if (rest.startsWith(')')) add('close', ')', 1);
    else if (/^["'“”]/.test(rest)) {
      const quoted = /^"((?:\\.|""|[^"\\])*)"|^'((?:''|[^'])*)'|^[“”]([^“”]*)[“”]/s.exec(rest);
      if (quoted === null) throw new QueryFault(at + 1, rest.slice(0, 40), 'this text has no end');
      const text = quoted[1]?.replace(/\\(.)|""/gs, (_all, one: string | undefined) => one ?? '"');
      add('text', text ?? quoted[2]?.replaceAll("''", "'") ?? quoted[3] ?? '', quoted[0].length);
    } else {
      const [word = ''] = /^[^\s()]+/.exec(rest) ?? [];
      const lower = word.toLowerCase();
      const before = words.at(-1)?.kind;
      // A value may begin with a hyphen, and one may be called AND.
      const isValue = before === 'operator';
      const isOperator = !isValue && before === 'word' && /^-[a-z]+$/.test(lower);
      const joins = !isValue && (lower === 'and' || lower === 'or') && before !== 'and' && before !== 'or';
      add(isOperator ? 'operator' : joins && words.length > 0 ? lower : 'word', word, word.length);
    }
  }
  return words;
}
