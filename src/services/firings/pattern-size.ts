/** One token of RE2 syntax. Own, linear expressions; the pattern is only their text. */
const quoted = /\\Q([\s\S]*?)(?:\\E|$)/y;
const escape = /\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|[\s\S])/y;
const characterClass = /\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]/y;
const repetition = /\{(\d+)(,(\d*))?\}/y;

interface Group {
  size: number;
  /** Of its last atom, which a repetition multiplies. */
  last: number;
}

/**
 * How much of a pattern its counted repetitions make, before anything is compiled: `(a{30}){30}` holds 900 times `a`.
 * One for each character, class and operator, times the highest count of each repetition around it. An upper bound;
 * faults of syntax are left to the compiler.
 */
export function expandedSize(pattern: string): number {
  const groups: Group[] = [{ size: 0, last: 0 }];
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at;
    const match = form.exec(pattern);
    if (match !== null) at = form.lastIndex;
    return match;
  };
  while (at < pattern.length) {
    const group = groups.at(-1)!;
    let match: RegExpExecArray | null;
    if ((match = take(quoted)) !== null) addAtom(group, 1, match[1]!.length);
    else if (take(escape) !== null || take(characterClass) !== null) addAtom(group, 1);
    else if ((match = take(repetition)) !== null) {
      const least = Number(match[1]);
      repeat(group, match[2] === undefined ? least : match[3] === '' ? least + 1 : Number(match[3]));
    } else {
      const char = pattern[at]!;
      at += 1;
      if (char === '(') groups.push({ size: 0, last: 0 });
      else if (char === ')' && groups.length > 1) {
        groups.pop();
        addAtom(groups.at(-1)!, group.size + 2);
      } else if ('*+?'.includes(char)) group.size += 1;
      else addAtom(group, 1);
    }
  }
  return groups.reduce((sum, { size }) => sum + size, 0);
}

function addAtom(group: Group, size: number, times = 1): void {
  group.size += size * times;
  group.last = size;
}

function repeat(group: Group, count: number): void {
  const repeated = group.last * Math.max(count, 1);
  group.size += repeated - group.last;
  group.last = repeated;
}
