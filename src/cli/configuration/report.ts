/** What `POST /imports` answers. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly objects: readonly {
    readonly line: number | null;
    readonly kind: string;
    readonly name: string;
    readonly result: Result;
    readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
    readonly faults: readonly { readonly detail: string }[];
  }[];
  readonly counts: Readonly<Record<Result, number>>;
}

type Result = 'created' | 'changed' | 'unchanged' | 'deleted' | 'failed';

const signs: Readonly<Record<Result, string>> = {
  created: '+',
  changed: '~',
  unchanged: ' ',
  deleted: '-',
  failed: '!',
};
const longestValue = 200;

/** What became, or would become, of each object, with the members that differ; ends with a line break. */
export function reportText({ dryRun, objects, counts }: ImportReport): string {
  const lines = objects
    .filter(({ result }) => result !== 'unchanged')
    .flatMap(({ kind, name, line, result, changes, faults }) => [
      `${signs[result]} ${kind} ${plain(name)}: ${result}${line === null ? '' : ` (line ${line})`}`,
      ...changes.map(({ path, before, after }) => `    ${plain(path)}: ${changeText(before, after)}`),
      ...faults.map(({ detail }) => `    ${plain(detail)}`),
    ]);
  const said = (Object.keys(signs) as Result[])
    .filter((result) => counts[result] > 0)
    .map((result) => `${counts[result]} ${result}`);
  const summary = said.length === 0 ? 'No documents' : said.join(', ');
  return [...lines, `${summary}${dryRun ? ' (dry run: nothing was written)' : ''}.`, ''].join('\n');
}

function changeText(before: unknown, after: unknown): string {
  return before === null ? valueText(after) : `${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: unknown): string {
  const text = plain(JSON.stringify(value) ?? 'null');
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** What a terminal may show of somebody's text. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
}
