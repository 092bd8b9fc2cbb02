import { defaultScriptLimits } from '../../src/domain/scripts/script';
import type { ScriptOutcome } from '../../src/domain/scripts/run';
import { hasRunEnded, type RunEnd, type ScriptRun, type ScriptRunOutput } from '../../src/domain/scripts/run-record';
import type { ScriptRunRequest } from '../../src/domain/scripts/run-request';
import type { LoadedScript } from '../../src/services/scripts/loaded-script';
import { createPrepareRuns } from '../../src/services/scripts/prepare';
import type { RunHolder, ScriptRunInput } from '../../src/store/scripts/runs';

export const at = new Date('2030-01-01T00:00:00Z');

export function loadedScript(change: Partial<LoadedScript> = {}): LoadedScript {
  return {
    ...{ name: 'notify', version: 3, sha256: 'a'.repeat(64), runtime: 'bash', secrets: [], lock: null },
    source: { kind: 'text', content: 'true' },
    settings: { strict: false, windows: false, reuse: false },
    ...{ limits: defaultScriptLimits, repeatable: false, neighbours: [] },
    ...change,
  };
}

export function runRequest(change: Partial<ScriptRunRequest> = {}): ScriptRunRequest {
  return {
    ...{ actionKey: 'f/t/a', mode: 'workflow', context: { a: 1 }, params: { p: 'x' }, itemId: null, recipient: null },
    script: { kind: 'stored', name: 'notify', version: 'latest' },
    ...{ trigger: { kind: 'test' }, securityContext: 'service' },
    ...change,
  };
}

export function outcome(change: Partial<ScriptOutcome> = {}): ScriptOutcome {
  return {
    ...{ status: 'succeeded', exitCode: 0, signal: null, stdout: 'out', stderr: '', sendEmail: true, error: null },
    ...{ truncatedBytes: { stdout: 0, stderr: 0 }, result: { a: 1 }, errorCount: 0, notes: [], events: [] },
    ...{ artefacts: [], droppedArtefactBytes: 0, memoryLimit: 'enforced', account: 'shared', osUser: 'tester' },
    ...{ process: 'fresh', runtimeVersion: '5.2', durationMs: 12, leftovers: [] },
    ...change,
  };
}

/** Runs in memory, with a script that can be loaded, and what prepares them. */
export function runsInMemory(script: LoadedScript = loadedScript()) {
  const rows = new Map<string, ScriptRun>();
  const inputs = new Map<string, ScriptRunInput>();
  const outputs = new Map<string, ScriptRunOutput>();
  const holders = new Map<string, RunHolder>();
  const unswept = new Set<string>();
  const change = (runId: string, fields: Partial<ScriptRun>) =>
    void rows.set(runId, { ...rows.get(runId)!, ...fields });
  const runs = {
    find: async (runId: string) => rows.get(runId) ?? null,
    async add(run: ScriptRun, input: ScriptRunInput) {
      if (!inputs.has(run.actionKey)) inputs.set(run.actionKey, input);
      if (!rows.has(run.runId)) rows.set(run.runId, run);
      return rows.get(run.runId)!;
    },
    attempts: async (actionKey: string) =>
      [...rows.values()].filter((run) => run.actionKey === actionKey).sort((a, b) => a.attempt - b.attempt),
    input: async (actionKey: string) => inputs.get(actionKey) ?? null,
    async take(runId: string, holder: RunHolder, startedAt: Date) {
      if (rows.get(runId)?.status !== 'waiting') return false;
      const { processId: _processId, ...named } = holder;
      change(runId, { status: 'running', startedAt, ...named });
      holders.set(runId, holder);
      return true;
    },
    async end(runId: string, end: RunEnd, output?: ScriptRunOutput, isUnswept = false) {
      if (hasRunEnded(rows.get(runId)!.status)) return false;
      change(runId, end);
      if (output !== undefined) outputs.set(runId, output);
      if (isUnswept) unswept.add(runId);
      return true;
    },
    output: async (runId: string) => outputs.get(runId) ?? null,
    requestCancel: async (runId: string, cancelRequestedAt: Date) => change(runId, { cancelRequestedAt }),
    isCancelRequested: async (runId: string) => rows.get(runId)!.cancelRequestedAt !== null,
    heldBy: async (processes: readonly string[], limit: number) =>
      [...rows.values()]
        .filter(({ runId, status }) => status === 'running' && processes.includes(holders.get(runId)?.processId ?? ''))
        .slice(0, limit),
    unswept: async (host: string) => [...rows.values()].filter((run) => run.host === host && unswept.has(run.runId)),
    async swept(runId: string, leftovers: readonly string[]) {
      unswept.delete(runId);
      if (leftovers.length > 0) change(runId, { leftovers });
    },
  };
  const loads: ScriptRunRequest['script'][] = [];
  const load = async (asked: ScriptRunRequest['script']) => {
    loads.push(asked);
    return asked.kind === 'stored' && asked.name === script.name ? script : undefined;
  };
  const prepare = createPrepareRuns({ runs, load, scheduleToStartSeconds: async () => 300, now: () => at });
  return { rows, inputs, outputs, unswept, change, runs, load, loads, prepare };
}
