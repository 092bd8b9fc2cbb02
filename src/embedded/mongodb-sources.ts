import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config';
import { cached, type CacheEntry, entryFolder, install } from './cache';
import { runNodeScript } from './node-script';
import { optionalModule } from './optional-package';
import { onPath } from './path-lookup';
import { percentIn, startProgress } from './progress';
import { assertReachable, probeLimitMs } from './reachability';
import type { Source } from './resolver';
import { runCommand } from './run-command';
import type { SourceContext } from './temporal-sources';

/** The servers that can be embedded. Each keeps its data in a form of its own. */
export type StoreEngine = 'mongod' | 'secantus-rust' | 'secantus-python';

/** A running server, or a command to start one with. */
export type MongodbFound =
  | { readonly kind: 'address'; readonly uri: string }
  | {
      readonly kind: 'program';
      readonly engine: StoreEngine;
      readonly program: string;
      /** Arguments that come before the server's own. */
      readonly lead: readonly string[];
    };

export const mongodVersion = '8.2.6';
export const secantusRustVersion = '0.5.3-beta.196';
export const secantusPythonVersion = '0.7.0b3';

const mongodEntry: CacheEntry = { engine: 'mongod', version: mongodVersion, program: 'mongod' };
const rustEntry: CacheEntry = { engine: 'secantus-rust', version: secantusRustVersion, program: 'secantusd-rs' };
const pythonEntry: CacheEntry = {
  engine: 'secantus-python',
  version: secantusPythonVersion,
  program: path.join('bin', 'secantusd-py'),
};
/** Oldest release of mongod that the driver of mongoose 9 and our queries are tested with. */
const leastMongod = 6;

/** Where the MongoDB server may come from, in the order to ask; what is configured comes before any engine asked for. */
export function mongodbSources(
  config: Pick<Config, 'mongodbUri'>,
  context: SourceContext,
  only?: StoreEngine,
): Source<MongodbFound>[] {
  const { cache } = context;
  const sources: (Source<MongodbFound> & { readonly engine?: StoreEngine })[] = [
    {
      name: 'MONGODB_URI',
      find: async () => {
        if (config.mongodbUri === undefined) throw new Error('not set');
        return { kind: 'address', uri: config.mongodbUri };
      },
    },
    { engine: 'mongod', name: 'mongod on the PATH', find: () => mongodAt(onPath('mongod')) },
    { engine: 'mongod', name: 'the cache (mongod)', find: () => mongodAt(cached(mongodEntry, cache)) },
    { engine: 'secantus-rust', name: 'the cache (SecantusDB)', find: () => rustServerAt(cached(rustEntry, cache)) },
    {
      engine: 'secantus-python',
      name: 'the cache (SecantusDB, Python)',
      find: () => pythonServerAt(cached(pythonEntry, cache), context),
    },
    { engine: 'mongod', name: "mongodb-memory-server's download", find: () => downloadMongod(context) },
    { engine: 'secantus-rust', name: 'cargo install', find: () => buildRustServer(context) },
    { engine: 'secantus-python', name: 'the Python wheel', find: () => installWheel(context) },
  ];
  return sources.filter(({ engine }) => only === undefined || engine === undefined || engine === only);
}

async function mongodAt(program: string | undefined): Promise<MongodbFound> {
  if (program === undefined) throw new Error('not found');
  const output = await runCommand({ program, args: ['--version'], limitMs: 20_000 });
  const [, version, major] = /db version v((\d+)\.\d+\.\d+)/.exec(output) ?? [];
  if (version === undefined) throw new Error(`${program} is not a MongoDB server`);
  if (Number(major) < leastMongod) throw new Error(`it is MongoDB ${version}; ${leastMongod}.0 or later is needed`);
  return { kind: 'program', engine: 'mongod', program, lead: [] };
}

async function rustServerAt(program: string | undefined): Promise<MongodbFound> {
  if (program === undefined) throw new Error('empty');
  await runCommand({ program, args: ['--version'], limitMs: 20_000 });
  return { kind: 'program', engine: 'secantus-rust', program, lead: [] };
}

async function pythonServerAt(script: string | undefined, { cache }: SourceContext): Promise<MongodbFound> {
  if (script === undefined) throw new Error('empty');
  // The script's first line holds the path of the scratch folder it was installed in, so the interpreter is named.
  const program = path.join(entryFolder(pythonEntry, cache), 'bin', 'python3');
  await runCommand({ program, args: ['-c', 'import secantus.cli'], limitMs: 20_000, title: 'import' });
  return { kind: 'program', engine: 'secantus-python', program, lead: [script] };
}

const memoryServerDownload = `
  const { MongoBinary } = require(args[0]);
  answer(await MongoBinary.getPath({ version: args[1], downloadDir: args[2] }));`;

async function downloadMongod(context: SourceContext): Promise<MongodbFound> {
  await assertReachable(process.env['MONGOMS_DOWNLOAD_MIRROR'] ?? 'https://fastdl.mongodb.org');
  const program = await install(
    mongodEntry,
    async (scratch) => {
      const folder = path.join(scratch, 'download');
      mkdirSync(folder);
      const progress = startProgress(`Downloading MongoDB ${mongodVersion} (once per user)`, context.log);
      try {
        const file = await runNodeScript<string>(
          memoryServerDownload,
          [optionalModule('mongodb-memory-server-core/lib/util/MongoBinary'), mongodVersion, folder],
          {
            env: { ...process.env, MONGOMS_PREFER_GLOBAL_PATH: '0', MONGOMS_DOWNLOAD_DIR: folder },
            limitMs: 20 * 60_000,
            title: 'download',
            signal: context.signal,
            onOutput: (text) => {
              const [, percent] = /(\d{1,3})(?:\.\d+)?%/.exec(text) ?? [];
              if (percent !== undefined) progress.advance(`${percent} %`);
            },
          },
        );
        renameSync(file, path.join(scratch, mongodEntry.program));
        rmSync(folder, { recursive: true });
      } finally {
        progress.end();
      }
    },
    context,
  );
  return mongodAt(program);
}

/**
 * Its release profile optimises across all crates, on one core at the end. Without that the build takes both cores and less
 * of their time, and the server is as fast in inserts, finds and ranges (docs/performance.md).
 */
const fastBuild = { CARGO_PROFILE_RELEASE_LTO: 'off', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' };

async function buildRustServer(context: SourceContext): Promise<MongodbFound> {
  const { log, signal } = context;
  if (onPath('cargo') === undefined) throw new Error('cargo is not installed');
  // One small file of the registry, asked for with the user's own registry and proxy settings.
  await runCommand({
    program: 'cargo',
    args: ['info', '--quiet', `secantus-mdb@${secantusRustVersion}`],
    env: { ...process.env, CARGO_NET_RETRY: '0', CARGO_HTTP_TIMEOUT: '4' },
    cwd: '/',
    limitMs: probeLimitMs,
    signal,
  });
  const program = await install(
    rustEntry,
    async (scratch) => {
      const target = path.join(scratch, 'build');
      const label = `Building SecantusDB ${secantusRustVersion} with cargo install (about 7 minutes, once per user)`;
      const progress = startProgress(label, log);
      try {
        await runCommand({
          program: 'cargo',
          args: [
            'install',
            'secantus-mdb',
            '--version',
            secantusRustVersion,
            '--ignore-rust-version',
            '--root',
            scratch,
          ],
          env: {
            ...process.env,
            CARGO_TARGET_DIR: target,
            ...fastBuild,
            CARGO_TERM_PROGRESS_WHEN: 'always',
            CARGO_TERM_PROGRESS_WIDTH: '80',
          },
          cwd: '/',
          limitMs: 90 * 60_000,
          signal,
          onOutput: (text) => {
            const percent = percentIn(text);
            if (percent !== undefined) progress.advance(percent);
          },
        });
        renameSync(path.join(scratch, 'bin', rustEntry.program), path.join(scratch, rustEntry.program));
        rmSync(target, { recursive: true, force: true });
      } finally {
        progress.end();
      }
    },
    context,
  );
  return rustServerAt(program);
}

async function installWheel(context: SourceContext): Promise<MongodbFound> {
  const { log, signal } = context;
  if (onPath('python3') === undefined) throw new Error('python3 is not installed');
  const program = await install(
    pythonEntry,
    async (scratch) => {
      const progress = startProgress(`Installing SecantusDB ${secantusPythonVersion} from PyPI (once per user)`, log);
      try {
        await runCommand({ program: 'python3', args: ['-m', 'venv', scratch], limitMs: 120_000, signal });
        await runCommand({
          program: path.join(scratch, 'bin', 'python3'),
          args: [
            ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--only-binary', ':all:'],
            ...['--timeout', '4', '--retries', '0', `SecantusDB==${secantusPythonVersion}`],
          ],
          limitMs: 15 * 60_000,
          title: 'pip install',
          signal,
        });
      } finally {
        progress.end();
      }
    },
    context,
  );
  return pythonServerAt(program, context);
}
