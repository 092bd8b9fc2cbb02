import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config';
import { cached, type CacheEntry, install, isExecutable } from './cache';
import { runNodeScript } from './node-script';
import { optionalModule } from './optional-package';
import { onPath } from './path-lookup';
import { startProgress } from './progress';
import { assertReachable, probeLimitMs } from './reachability';
import type { Source } from './resolver';
import { runCommand } from './run-command';
import { type EngineLog, StartFault } from '../lifecycle/start-fault';

/** A running server, or a program to start one from. */
export type TemporalFound =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'program'; readonly program: string; readonly serverVersion: string };

export interface SourceContext {
  readonly log: EngineLog;
  readonly signal?: AbortSignal;
  /** Folder of the cache; the user's unless a test says otherwise. */
  readonly cache?: string;
}

/** Releases from 1.6.0 on carry a `replace` directive, which `go install` refuses. */
export const cliVersion = '1.5.1';
const cliModule = 'github.com/temporalio/cli';
const builtEntry: CacheEntry = { engine: 'temporal-cli', version: cliVersion, program: 'temporal' };
/** Update-with-start, which uploads are started by, is generally available from here on. */
const leastServer = [1, 28] as const;
const downloadHost = 'https://temporal.download';

/** Where the Temporal server may come from, in the order to ask. */
export function temporalSources(
  config: Pick<Config, 'temporalAddress' | 'temporalCliPath'>,
  context: SourceContext,
): Source<TemporalFound>[] {
  return [
    {
      name: 'TEMPORAL_ADDRESS',
      find: async () => {
        if (config.temporalAddress === undefined) throw new Error('not set');
        return { kind: 'address', address: config.temporalAddress };
      },
    },
    {
      name: config.temporalCliPath === undefined ? 'temporal on the PATH' : 'TEMPORAL_CLI_PATH',
      find: () => given(config),
    },
    { name: 'the cache', find: () => fromCache(context) },
    { name: "the Temporal SDK's download", find: () => download(context) },
    { name: 'go install', find: () => build(context) },
  ];
}

/** Server version a CLI carries. Throws when it is no Temporal CLI, or one that is too old. */
export async function inspectCli(program: string): Promise<TemporalFound> {
  const output = await runCommand({ program, args: ['--version'], limitMs: 20_000 });
  const [, version, major, minor] = /Server (?:v)?((\d+)\.(\d+)\.\d+)/.exec(output) ?? [];
  if (version === undefined) throw new Error(`${program} is not a Temporal CLI with a server`);
  if (Number(major) < leastServer[0] || (Number(major) === leastServer[0] && Number(minor) < leastServer[1])) {
    throw new Error(`${program} carries server ${version}; ${leastServer.join('.')} or later is needed`);
  }
  return { kind: 'program', program, serverVersion: version };
}

async function given({ temporalCliPath }: Pick<Config, 'temporalCliPath'>): Promise<TemporalFound> {
  if (temporalCliPath !== undefined && !isExecutable(temporalCliPath)) {
    throw new StartFault(`TEMPORAL_CLI_PATH names no program that can be run: ${temporalCliPath}`, 78);
  }
  const program = temporalCliPath ?? onPath('temporal');
  if (program === undefined) throw new Error('not found');
  return inspectCli(program);
}

async function fromCache({ cache }: SourceContext): Promise<TemporalFound> {
  const program = downloaded(cache) ?? cached(builtEntry, cache);
  if (program === undefined) throw new Error('empty');
  return inspectCli(program);
}

/** What was downloaded before; nothing is known of it where the SDK's package is not installed. */
function downloaded(cache: string | undefined): string | undefined {
  try {
    return cached(downloadedEntry(), cache);
  } catch {
    return undefined;
  }
}

function downloadedEntry(): CacheEntry {
  const manifest = readFileSync(optionalModule('@temporalio/testing/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return { engine: 'temporal-sdk', version, program: 'temporal' };
}

/** The SDK downloads as a part of starting a server, so one is started for a moment. */
const sdkDownload = `
  const { TestWorkflowEnvironment } = require(args[0]);
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: args[1], ttl: '3650d' } },
  });
  await environment.teardown();
  answer(true);`;

async function download(context: SourceContext): Promise<TemporalFound> {
  await assertReachable(downloadHost);
  const entry = downloadedEntry();
  const program = await install(
    entry,
    async (scratch) => {
      const folder = path.join(scratch, 'download');
      mkdirSync(folder);
      const progress = startProgress('Downloading the Temporal CLI (once per user)', context.log);
      const size = setInterval(() => progress.advance(`${megabytesIn(folder)} MB`), 1_000);
      try {
        await runNodeScript(sdkDownload, [optionalModule('@temporalio/testing'), folder], {
          limitMs: 15 * 60_000,
          title: 'download',
          signal: context.signal,
        });
      } finally {
        clearInterval(size);
        progress.end();
      }
      const [file] = readdirSync(folder)
        .map((name) => path.join(folder, name))
        .filter(isExecutable);
      if (file === undefined) throw new Error('the download gave no program');
      renameSync(file, path.join(scratch, entry.program));
      rmSync(folder, { recursive: true });
    },
    context,
  );
  return inspectCli(program);
}

/** Packages that `go install -v` lists for this version when nothing is compiled yet. */
const packagesToCompile = 1_300;

async function build(context: SourceContext): Promise<TemporalFound> {
  const { log, signal } = context;
  if (onPath('go') === undefined) throw new Error('go is not installed');
  const module = `${cliModule}@v${cliVersion}`;
  const env = { ...process.env, GO111MODULE: 'on', GOWORK: 'off' };
  // Asks the module proxy for one small file, or finds it in Go's own cache: fails at once where neither has it.
  await runCommand({ program: 'go', args: ['list', '-m', module], env, cwd: '/', limitMs: probeLimitMs, signal });
  const program = await install(
    builtEntry,
    async (scratch) => {
      const label = `Building Temporal CLI ${cliVersion} with go install (about 4 minutes, once per user)`;
      const progress = startProgress(label, log);
      let compiled = 0;
      try {
        await runCommand({
          program: 'go',
          args: ['install', '-v', `${cliModule}/cmd/temporal@v${cliVersion}`],
          env: { ...env, GOBIN: scratch },
          cwd: '/',
          limitMs: 60 * 60_000,
          signal,
          onOutput: (text) => {
            compiled += text.split('\n').filter((line) => /^[a-z0-9][\w./~-]*$/i.test(line)).length;
            if (compiled > 0) progress.advance(`${Math.min(99, Math.floor((compiled / packagesToCompile) * 100))} %`);
          },
        });
      } finally {
        progress.end();
      }
    },
    context,
  );
  return inspectCli(program);
}

function megabytesIn(folder: string): number {
  const bytes = readdirSync(folder)
    .map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
  return Math.floor(bytes / 1024 / 1024);
}
