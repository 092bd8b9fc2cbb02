/** Servers of others that tests talk to, made with Go once per user and kept beside the engines. */
import { cached, install, type CacheEntry } from '../../src/embedded/cache';
import { onPath } from '../../src/embedded/path-lookup';
import { runCommand } from '../../src/embedded/run-command';

export interface GoProgram {
  readonly module: string;
  readonly version: string;
  /** Path of the package below the module. */
  readonly path: string;
}

export const goPrograms = {
  pebble: { module: 'github.com/letsencrypt/pebble/v2', version: '2.10.3', path: 'cmd/pebble' },
  challtestsrv: { module: 'github.com/letsencrypt/pebble/v2', version: '2.10.3', path: 'cmd/pebble-challtestsrv' },
  stepCa: { module: 'github.com/smallstep/certificates', version: '0.30.2', path: 'cmd/step-ca' },
} as const satisfies Readonly<Record<string, GoProgram>>;

const say = (message: string) => process.stderr.write(`[engines] ${message}\n`);

/** The program's file. Throws, and says what to install, where it is neither cached nor can be made. */
export async function goProgram({ module, version, path }: GoProgram): Promise<string> {
  const program = path.split('/').at(-1)!;
  const entry: CacheEntry = { engine: program, version, program };
  const present = cached(entry);
  if (present !== undefined) return present;
  if (onPath('go') === undefined) throw new Error(`${program} is needed: install Go, so that the tests can build it`);
  return install(
    entry,
    async (scratch) => {
      say(`Building ${program} ${version} with go install (once per user) …`);
      await runCommand({
        program: 'go',
        args: ['install', `${module}/${path}@v${version}`],
        // Without cgo: step-ca would want the headers of a smart card service.
        env: { ...process.env, GO111MODULE: 'on', GOWORK: 'off', CGO_ENABLED: '0', GOBIN: scratch },
        cwd: '/',
        limitMs: 30 * 60_000,
      });
    },
    { log: { info: say, warn: say, error: say } },
  );
}
