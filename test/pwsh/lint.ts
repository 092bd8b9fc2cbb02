import { modelOfSyntax } from '../../src/domain/scripts/powershell/syntax-model';
import { syntaxProgram } from '../../src/scripts/runtimes/pwsh/syntax-program';
import { readPackedTree } from '../../src/services/scripts/packed-tree';
import { scriptJob } from '../support/script-job';
import { foundIn, type LintSample } from './lint/samples';
import type { Runners } from './runners';

const parser = syntaxProgram();

/** Lints a sample on the syntax tree that a real PowerShell gives. @returns what differs, in words */
export async function lintOnTree(sample: LintSample, runners: Runners): Promise<readonly string[]> {
  const job = scriptJob('pwsh', parser, { params: { Text: sample.content } });
  const { status, result, error, stderr } = await runners.run('warm', job);
  if (status !== 'succeeded') return [`the parser ${status}: ${error?.message} ${stderr}`];
  const model = modelOfSyntax(readPackedTree(result['tree']));
  if (model === undefined) return [`this is no tree: ${JSON.stringify(result).slice(0, 300)}`];
  const found = foundIn(sample, model);
  return [
    ...sample.findings.filter((one) => !found.includes(one)).map((one) => `lacks ${one}`),
    ...found.filter((one) => !sample.findings.includes(one)).map((one) => `has ${one}`),
  ];
}
