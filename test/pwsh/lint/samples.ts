import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintPwsh } from '../../../src/domain/scripts/lint/lint';
import type { LintContext } from '../../../src/domain/scripts/lint/rule';
import type { PwshModel } from '../../../src/domain/scripts/powershell/model';

/** A script and what the linter has to say of it, on tokens and on a real syntax tree alike. */
export interface LintSample {
  readonly name: string;
  readonly content: string;
  readonly context: LintContext;
  /** As `<line> <rule> <severity>`, in the order of the answer. */
  readonly findings: readonly string[];
}

/** `<name>.ps1` and, where it says more than that it is a handler with these findings, `<name>.json` beside it. */
export function lintSamples(): LintSample[] {
  return readdirSync(__dirname)
    .filter((file) => file.endsWith('.ps1'))
    .sort()
    .map((file) => {
      const name = path.basename(file, '.ps1');
      const beside = JSON.parse(readFileSync(path.join(__dirname, `${name}.json`), 'utf8')) as Partial<LintContext> &
        Pick<LintSample, 'findings'>;
      const { findings, ...context } = beside;
      return {
        ...{ name, findings, content: readFileSync(path.join(__dirname, file), 'utf8') },
        context: {
          ...{ categories: ['handler'], parameters: [], shared: new Set<string>() },
          ...{ strict: false, windows: false, reuse: false },
          ...context,
        },
      };
    });
}

/** What the linter says of a model of the sample, in the form of its findings. */
export function foundIn({ context }: Pick<LintSample, 'context'>, model: PwshModel): string[] {
  return lintPwsh(model, context).map(({ line, rule, severity }) => `${line} ${rule} ${severity}`);
}
