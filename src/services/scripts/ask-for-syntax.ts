import { randomUUID } from 'node:crypto';
import type { Runtime } from '../../domain/scripts/runtime';
import type { ScriptRunStore } from '../../store/scripts/runs';
import type { ServiceLogger } from '../logger';
import { sha256Of } from './keeper';
import type { AskForSyntax } from './linter';
import type { LoadedScript, LoadScript } from './loaded-script';
import type { PrepareRuns } from './prepare';

/** Whoever saves a script waits for it. */
const patienceMs = 5_000;
const limits = { timeoutSeconds: patienceMs / 1_000, memoryMiB: 512 };

export interface AskForSyntaxDeps {
  /** What workers of the context `api` can run. */
  readonly runtimes: () => Promise<readonly Runtime[]>;
  readonly prepare: PrepareRuns['prepare'];
  /** Starts the run and waits for its end; rejects when the time is over. */
  readonly run: (plan: Awaited<ReturnType<PrepareRuns['prepare']>>, timeoutMs: number) => Promise<void>;
  readonly runs: Pick<ScriptRunStore, 'output' | 'requestCancel' | 'erase'>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
}

/** Has a worker with pwsh parse a text, in a run that leaves no record once it has ended. */
export function createAskForSyntax({ runtimes, prepare, run, runs, logger, now }: AskForSyntaxDeps): AskForSyntax {
  async function treeOf(content: string): Promise<unknown> {
    const actionKey = `lint/${randomUUID()}`;
    const plan = await prepare({
      ...{ actionKey, script: { kind: 'builtin', name: 'syntax' }, mode: 'workflow', context: {} },
      ...{ params: { Text: content }, trigger: { kind: 'lint' }, securityContext: 'api' },
      ...{ itemId: null, recipient: null, timeoutSeconds: limits.timeoutSeconds },
    });
    const { runId } = plan;
    try {
      await run(plan, patienceMs);
    } catch (error) {
      await runs.requestCancel(runId, now());
      throw error;
    }
    const output = await runs.output(runId);
    await runs.erase({ runId, actionKey });
    return output?.result['tree'];
  }

  return async (content) => {
    try {
      return (await runtimes()).includes('pwsh') ? await treeOf(content) : undefined;
    } catch (error) {
      logger.warn({ err: error }, 'no worker gave the syntax tree of a script; it is linted on its tokens');
      return undefined;
    }
  };
}

/** The program that parses scripts, as runs take it. */
export function loadSyntaxProgram(program: string): LoadScript {
  const parser: LoadedScript = {
    ...{ name: 'syntax', version: null, sha256: sha256Of(program), runtime: 'pwsh', neighbours: [], secrets: [] },
    source: { kind: 'text', content: program },
    // One process parses script after script.
    settings: { strict: false, windows: false, reuse: true },
    ...{ limits, lock: null, repeatable: false },
  };
  return async (asked) => (asked.kind === 'builtin' ? parser : undefined);
}
