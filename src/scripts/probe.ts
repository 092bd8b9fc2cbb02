import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { RuntimeProbe } from '../domain/scripts/runtime';
import type { ScriptAccount } from './process/account';
import { createCapture } from './process/capture';
import { scriptEnvironment, scriptPath } from './process/environment';
import { launch } from './process/launch';
import { makeRunFolder } from './process/run-folder';
import { trackRunProcesses } from './process/run-processes';
import { supervise } from './process/supervise';
import { createMasker } from './masking';
import type { FoundProgram, RuntimeAdapter, VersionAnswer } from './runtimes/adapter';
import type { Workplace } from './workplace';

/** A runtime as a worker found it; without a command it cannot be started here. */
export interface FoundRuntime extends RuntimeProbe {
  readonly adapter: RuntimeAdapter;
  readonly program: FoundProgram | null;
}

/**
 * Asks a runtime for its version, under the account that its scripts will have, and prepares it for its first run.
 * @param set command of the worker's settings; undefined for the usual one
 */
export async function probeRuntime(
  adapter: RuntimeAdapter,
  set: readonly string[] | undefined,
  workplace: Workplace,
  account: ScriptAccount | null,
): Promise<FoundRuntime> {
  const wanted = set ?? adapter.command;
  const { runtime } = adapter;
  const programs = workplace.programsOf(adapter);
  let note = `${wanted[0]} is not there`;
  for (const file of programsNamed(wanted[0]!)) {
    const command = [file, ...wanted.slice(1)];
    const answer = await versionOf(adapter, command, workplace, account).catch((error: Error) => error.message);
    if (typeof answer === 'string') {
      note = answer;
      continue;
    }
    const { version, command: better = command, note: remark = null } = answer;
    const program = {
      command: better,
      programs,
      environment: { ...adapter.environment?.(programs), ...answer.environment },
    };
    // It only makes later starts quicker.
    await adapter.prepare?.(adapter, program).catch(() => undefined);
    return { runtime, adapter, available: true, version, program, note: remark };
  }
  return { runtime, adapter, available: false, version: null, program: null, note };
}

/** Files of this name on the worker's PATH and on that of scripts, in this order; a path stands for itself. */
function programsNamed(name: string): readonly string[] {
  if (name.includes('/')) return isProgram(name) ? [path.resolve(name)] : [];
  const folders = `${process.env['PATH'] ?? ''}:${scriptPath}`.split(':').filter((folder) => path.isAbsolute(folder));
  return [...new Set(folders)].map((folder) => path.join(folder, name)).filter(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A launcher may have to find what it starts; no script is run yet. */
function ofTheWorker(): Readonly<Record<string, string>> {
  const { PATH = '', DOTNET_ROOT } = process.env;
  return { PATH: `${PATH}:${scriptPath}`, ...(DOTNET_ROOT === undefined ? {} : { DOTNET_ROOT }) };
}

const probeLimits = { timeoutSeconds: 20, memoryMiB: 1024 };

/** @returns what is wrong, as a text, where it gave no version */
async function versionOf(
  adapter: RuntimeAdapter,
  command: readonly string[],
  workplace: Workplace,
  account: ScriptAccount | null,
): Promise<VersionAnswer | string> {
  const id = `probe-${adapter.runtime}-${process.pid}`;
  const programs = workplace.programsOf(adapter);
  const folder = makeRunFolder(workplace.base, account);
  const launched = await launch({
    argv: adapter.versionCommand(command, programs),
    environment: { ...scriptEnvironment(id, folder), ...ofTheWorker(), ...adapter.environment?.(programs) },
    cwd: folder.work,
    account,
  });
  const processes = trackRunProcesses({ leader: launched.pid, runIds: [id], account });
  const stdout = createCapture(createMasker([]));
  const stderr = createCapture(createMasker([]));
  launched.stdout.on('data', (chunk: Buffer) => stdout.write(chunk));
  launched.stderr.on('data', (chunk: Buffer) => stderr.write(chunk));
  const { stopped } = await supervise({
    processes,
    over: launched.exited,
    limits: probeLimits,
    signal: new AbortController().signal,
    softStop: adapter.softStop,
  });
  await processes.end();
  await launched.closed(500);
  await folder.remove();
  if (stopped !== null) return `${command[0]} does not tell its version in time`;
  const answer = adapter.readVersion(stdout.end().text);
  const said = stderr.end().text.trim().split('\n')[0]!.slice(0, 200);
  return answer ?? `${command[0]} tells no version${said === '' ? '' : `: ${said}`}`;
}
