import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScriptJob, ScriptOutcome } from '../../src/domain/scripts/run';
import { localeOfWorker, type Locale } from '../../src/scripts/process/environment';
import { createScriptRunner, type OpenScriptRunner } from '../../src/scripts/runner';

export const ways = ['fresh', 'ready', 'warm'] as const;
export type Way = (typeof ways)[number];

/** The product's own runner, in the three ways in which it starts scripts. */
export interface Runners {
  /** Rejects when the run did not come by the way that was asked for. */
  run(way: Way, job: ScriptJob, signal?: AbortSignal): Promise<ScriptOutcome>;
  /** @returns names of what was left in the folder of the runs */
  close(): Promise<readonly string[]>;
}

/** @param command arguments that start PowerShell */
export function openRunners(command: readonly string[], locale: Partial<Locale> = {}): Runners {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-pwsh-'));
  const opened = new Map<boolean, Promise<OpenScriptRunner>>();
  const open = (pooled: boolean) => {
    const there = opened.get(pooled);
    if (there !== undefined) return there;
    const made = createScriptRunner({
      ...{ folder, pooled, commands: { pwsh: command }, locale: { ...localeOfWorker(), ...locale } },
      onFault: (message) => console.error(message),
    });
    opened.set(pooled, made);
    return made;
  };
  const unhurried = new AbortController().signal;
  return {
    async run(way, job, signal = unhurried) {
      const runner = await open(way !== 'fresh');
      const settings = { ...job.settings, reuse: way === 'warm' };
      let outcome = await runner.run({ ...job, settings }, { signal });
      // The first run of all has no process that waits for it.
      if (way === 'ready' && outcome.process === 'fresh') {
        await new Promise((resolve) => setTimeout(resolve, 500));
        outcome = await runner.run({ ...job, settings }, { signal });
      }
      if (outcome.process !== way) throw new Error(`the process was ${outcome.process}: ${JSON.stringify(outcome)}`);
      return outcome;
    },
    async close() {
      const runners = await Promise.all(opened.values());
      await Promise.all(runners.map((runner) => runner.close()));
      const left = readdirSync(folder);
      rmSync(folder, { recursive: true, force: true });
      return left;
    },
  };
}
