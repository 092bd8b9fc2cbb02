export interface CefEvent {
  /** The seven fields after unescaping: `CEF:0`, vendor, product, version, signature, name, severity. */
  readonly header: readonly string[];
  readonly extension: Readonly<Record<string, string>>;
}

/** Reads a line of CEF:0 as a collector does; throws where it is none. */
export function parseCef(line: string): CefEvent {
  const found = /^((?:(?:\\[\\|]|[^\\|])*\|){7})(.*)$/s.exec(line);
  if (found === null || !line.startsWith('CEF:0|')) throw new Error(`no CEF: ${line.slice(0, 100)}`);
  if (/[\r\n]/.test(line)) throw new Error('more than one line');
  const header = found[1]!.match(/(?:\\[\\|]|[^\\|])*\|/g)!.map((field) => field.slice(0, -1));
  const rest = found[2]!;
  if (/(?<!\\)(?:\\\\)*\\[^\\=nr]/.test(rest)) throw new Error('an escape that CEF does not know');
  const starts = [...rest.matchAll(/(?:^| )([A-Za-z0-9_.[\]]+)=/g)];
  return {
    header: header.map((field) => field.replace(/\\([\\|])/g, '$1')),
    extension: Object.fromEntries(
      starts.map((start, index) => [
        start[1]!,
        unescaped(rest.slice(start.index + start[0].length, starts[index + 1]?.index ?? rest.length)),
      ]),
    ),
  };
}

function unescaped(value: string): string {
  return value.replace(/\\([\\=nr])/g, (_all, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? letter);
}
