import { chmodSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptEnvironment } from '../../process/environment';
import { launch } from '../../process/launch';
import { trackRunProcesses } from '../../process/run-processes';
import type { FoundProgram, RuntimeAdapter } from '../adapter';

/** Names that tell PowerShell where its cache and its settings are: folders of the worker's, which no script may change. */
export function pwshFolders(programs: string): Readonly<Record<string, string>> {
  return { XDG_CACHE_HOME: path.join(programs, 'cache'), XDG_CONFIG_HOME: path.join(programs, 'config') };
}

const limitMs = 20_000;

/**
 * Lets one run of ours fill PowerShell's cache, which makes later starts faster, and closes it. A settings file of an
 * account would work in spite of `-NoProfile`, so scripts get an empty folder for it.
 */
export async function fillCache(
  adapter: RuntimeAdapter,
  { command, programs, environment }: FoundProgram,
): Promise<void> {
  const { XDG_CACHE_HOME: cache, XDG_CONFIG_HOME: config } = pwshFolders(programs);
  for (const made of [config!, cache!]) mkdirSync(made, { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(path.join(programs, 'fill-'));
  const file = (name: string) => path.join(folder, name);
  const paths = {
    ...{ work: folder, request: file('request.json'), result: file('result.json'), events: file('events.jsonl') },
    ...{ script: path.join(programs, 'practice.ps1'), programs },
  };
  const id = `prepare-${process.pid}`;
  try {
    const request = { contract: 1, runId: id, mode: 'workflow', context: {}, params: {}, secrets: {} };
    await writeFile(paths.request, JSON.stringify(request));
    const launched = await launch({
      argv: adapter.argv(command, paths),
      environment: { ...scriptEnvironment(id, paths), ...environment },
      cwd: folder,
      account: null,
    });
    for (const stream of [launched.stdout, launched.stderr]) stream.resume();
    const processes = trackRunProcesses({ leader: launched.pid, runIds: [id], account: null });
    await Promise.race([launched.exited, sleep(limitMs, undefined, { ref: false })]);
    await processes.end();
    await launched.closed(500);
  } finally {
    await rm(folder, { recursive: true, force: true });
    close(cache!);
    chmodSync(config!, 0o555);
  }
}

/** Whoever may read it may not write it. */
function close(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) close(inner);
    else if (entry.isFile()) chmodSync(inner, 0o444);
  }
  chmodSync(folder, 0o555);
}
