import { plain } from '../configuration/report';

/** What `POST /imports` answers to files of other products. */
export interface FilesReport {
  readonly dryRun: boolean;
  readonly items: readonly {
    readonly file: string | null;
    readonly kind: string;
    readonly name: string;
    readonly outcome: Outcome;
    readonly target: { readonly kind: string; readonly name: string } | null;
    readonly mappedPaths: readonly string[];
    readonly notes: readonly { readonly code: string; readonly path: string; readonly message: string }[];
  }[];
  readonly totals: Readonly<Record<Outcome, number>>;
}

type Outcome = 'created' | 'updated' | 'skipped' | 'failed';

const signs: Readonly<Record<Outcome, string>> = { created: '+', updated: '~', skipped: ' ', failed: '!' };
const mostPaths = 3;

/** What became, or would become, of each object, with its notes; ends with a line break. */
export function importText({ dryRun, items, totals }: FilesReport): string {
  const lines = items.flatMap(({ file, kind, name, outcome, target, mappedPaths, notes }) => {
    const becomes = target === null ? '' : ` -> ${target.kind} ${plain(target.name)}`;
    const from = file === null ? '' : ` (${plain(file)}, ${mappedPaths.length} values mapped)`;
    return [`${signs[outcome]} ${kind} ${plain(name)}: ${outcome}${becomes}${from}`, ...noteLines(notes)];
  });
  const said = (Object.keys(signs) as Outcome[])
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${totals[outcome]} ${outcome}`);
  const ending = dryRun ? ' (dry run: nothing was written; --write writes it)' : '';
  return [...lines, `${said.length === 0 ? 'Nothing' : said.join(', ')}${ending}.`, ''].join('\n');
}

/** One line for what is told in the same words of several places. */
function noteLines(notes: FilesReport['items'][number]['notes']): string[] {
  const groups = new Map<string, string[]>();
  for (const { code, path, message } of notes) {
    const key = `${code}: ${plain(message)}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  return [...groups].map(([words, paths]) => {
    const shown = paths.slice(0, mostPaths).map((one) => plain(one === '' ? '/' : one));
    const more = paths.length > mostPaths ? ` and ${paths.length - mostPaths} more` : '';
    return `    ${words} [${shown.join(', ')}${more}]`;
  });
}
