import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ScriptJob } from '../../src/domain/scripts/run';
import { scriptJob } from '../support/script-job';
import type { Expected } from './judge';

export interface Case {
  readonly name: string;
  readonly expected: Expected;
  readonly job: ScriptJob;
}

interface Input {
  readonly mode: ScriptJob['mode'];
  readonly context: ScriptJob['context'];
  readonly params: ScriptJob['params'];
  readonly secrets?: ScriptJob['secrets'];
  readonly strict?: boolean;
  readonly windows?: boolean;
}

const ownFiles = ['script.ps1', 'input.json', 'expected.json', 'README.md'];

/** The cases of a folder, in the order of their names (test/pwsh/cases/README.md). */
export function readCases(folder: string): readonly Case[] {
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, 'expected.json')))
    .sort()
    .map((name) => readCase(name, path.join(folder, name)));
}

function readCase(name: string, folder: string): Case {
  const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const { mode, context, params, secrets = {}, strict, windows } = JSON.parse(textOf('input.json')) as Input;
  const neighbours = readdirSync(folder)
    .filter((file) => !ownFiles.includes(file))
    .map((file) => ({ name: file, content: textOf(file) }));
  const job = scriptJob('pwsh', textOf('script.ps1'), {
    ...{ mode, context, params, secrets, neighbours },
    // Some cases name these two.
    runId: 'run-1',
    name: 'script',
    // One warm process takes case after case, so that whatever one leaves behind is seen by the next.
    sha256: 'of all cases',
    settings: { strict: strict === true, windows: windows === true, reuse: false },
    limits: { timeoutSeconds: 60, memoryMiB: 1_024 },
  });
  return { name, expected: JSON.parse(textOf('expected.json')) as Expected, job };
}
