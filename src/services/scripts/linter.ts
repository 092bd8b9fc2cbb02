import { lintPwsh } from '../../domain/scripts/lint/lint';
import { secretFindings } from '../../domain/scripts/lint/secrets';
import { modelOfSyntax } from '../../domain/scripts/powershell/syntax-model';
import { modelOfTokens } from '../../domain/scripts/powershell/token-model';
import type { Runtime } from '../../domain/scripts/runtime';
import type { Script, ScriptSettings, ScriptVersion } from '../../domain/scripts/script';
import type { ScriptStore } from '../../store/scripts/scripts';
import { readPackedTree } from './packed-tree';

export interface TextToLint {
  readonly runtime: Runtime;
  readonly content: string;
  readonly script: Pick<Script, 'categories' | 'parameters'> & ScriptSettings;
}

export type ScriptLinter = (text: TextToLint) => Promise<Pick<ScriptVersion, 'lint' | 'lintedBy' | 'paramBlock'>>;

/**
 * Asks a worker with pwsh for the syntax tree of a text: what `ast.ps1` answers with as `tree`. Undefined where none
 * answers in time; never rejects.
 */
export type AskForSyntax = (content: string) => Promise<unknown>;

export interface ScriptLinterDeps {
  readonly scripts: Pick<ScriptStore, 'shared'>;
  /** Absent: nobody can be asked. */
  readonly syntaxOf?: AskForSyntax;
}

/** Finds what will not work in a text: of PowerShell on its syntax tree where there is one, else on tokens. */
export function createScriptLinter({ scripts, syntaxOf }: ScriptLinterDeps): ScriptLinter {
  /** What shared scripts define, as everyone who runs beside them may call it. */
  async function sharedFunctions(): Promise<ReadonlySet<string>> {
    const shared = await scripts.shared('pwsh');
    return new Set(shared.flatMap(({ content }) => modelOfTokens(content).functions.map((name) => name.toLowerCase())));
  }

  return async ({ runtime, content, script: { categories, parameters, strict, windows, reuse } }) => {
    if (runtime !== 'pwsh') return { lint: secretFindings(content), lintedBy: 'tokens', paramBlock: null };
    const [shared, packed] = await Promise.all([sharedFunctions(), syntaxOf?.(content)]);
    const model = modelOfSyntax(readPackedTree(packed)) ?? modelOfTokens(content);
    const names = parameters.map(({ name }) => name);
    const context = { categories, strict, windows, reuse, shared, parameters: names };
    return { lint: lintPwsh(model, context), lintedBy: model.source, paramBlock: model.parameters };
  };
}
