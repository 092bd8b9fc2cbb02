import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cached, cacheFolder, install } from '../../../src/embedded/cache';
import { onPath } from '../../../src/embedded/path-lookup';
import { runCommand } from '../../../src/embedded/run-command';

export interface Rsyslog {
  readonly program: string;
  /** Folder of its modules; undefined: where it was built for. */
  readonly modules: string | undefined;
  /** Folders of libraries that the system does not have. */
  readonly libraries: readonly string[];
  readonly hasTls: boolean;
  readonly version: string;
}

/** One message as rsyslogd understood it. */
export interface ParsedMessage {
  readonly pri: string;
  readonly hostname: string;
  readonly appName: string;
  readonly msgid: string;
  readonly msg: string;
  /** SD-ID -> name -> value, by rsyslogd's own parser. */
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const packages = ['rsyslog', 'rsyslog-openssl', 'libestr0', 'libfastjson4'];
const entry = { engine: 'rsyslog', version: `debian-${process.arch}`, program: path.join('usr', 'sbin', 'rsyslogd') };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * rsyslogd of the system, or out of Debian's packages: downloaded by apt-get and unpacked into the cache of engines,
 * nothing is installed. Undefined where there is neither.
 */
export async function findRsyslog(): Promise<Rsyslog | undefined> {
  const system = onPath('rsyslogd') ?? ['/usr/sbin/rsyslogd'].find((file) => existsSync(file));
  const candidates = [
    async () => (system === undefined ? undefined : described(system, [])),
    async () => {
      const program = cached(entry) ?? (await install(entry, unpackPackages, { log: quiet }));
      const root = path.join(cacheFolder(), `${entry.engine}-${entry.version}`);
      return described(program, libraryFolders(root));
    },
  ];
  for (const candidate of candidates) {
    const found = await candidate().catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function unpackPackages(scratch: string): Promise<void> {
  const downloads = mkdtempSync(path.join(tmpdir(), 'certloom-packages-'));
  try {
    // One by one: without the TLS module the rest is of use all the same.
    for (const name of packages) {
      const got = runCommand({ program: 'apt-get', args: ['download', name], cwd: downloads, limitMs: 50_000 });
      await (name === 'rsyslog-openssl' ? got.catch(() => '') : got);
    }
    for (const file of readdirSync(downloads).filter((name) => name.endsWith('.deb'))) {
      await runCommand({ program: 'dpkg', args: ['-x', path.join(downloads, file), scratch], limitMs: 50_000 });
    }
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

/** `usr/lib/<triplet>` and `lib/<triplet>` of unpacked packages. */
function libraryFolders(root: string): string[] {
  return ['usr/lib', 'lib']
    .map((folder) => path.join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((folder) => folder.includes('-linux-'));
}

async function described(program: string, libraries: readonly string[]): Promise<Rsyslog> {
  const said = await runCommand({ program, args: ['-v'], env: environment(libraries), limitMs: 10_000 });
  const version = /rsyslogd\s+(\S+)/.exec(said)?.[1] ?? 'unknown';
  const unpacked = libraries.map((folder) => path.join(folder, 'rsyslog')).find((folder) => existsSync(folder));
  const places = unpacked === undefined ? systemModules() : [unpacked];
  const hasTls = places.some((folder) => existsSync(path.join(folder, 'lmnsd_ossl.so')));
  return { program, modules: unpacked, libraries, hasTls, version };
}

function systemModules(): string[] {
  const own = '/usr/lib';
  const below = existsSync(own) ? readdirSync(own).filter((name) => name.includes('-linux-')) : [];
  return [path.join(own, 'rsyslog'), ...below.map((name) => path.join(own, name, 'rsyslog'))];
}

function environment(libraries: readonly string[]): NodeJS.ProcessEnv {
  return libraries.length === 0 ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
}

export interface RunningRsyslog {
  readonly port: number;
  /** Messages in the order of arrival, once there are so many. */
  messages(count: number): Promise<ParsedMessage[]>;
  close(): Promise<void>;
}

/** rsyslogd with one input on loopback that writes what it understood as JSON lines. */
export async function startRsyslog(
  rsyslog: Rsyslog,
  transport: 'udp' | 'tcp' | 'tls',
  tls?: { readonly key: string; readonly cert: string },
): Promise<RunningRsyslog> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-rsyslog-'));
  const output = path.join(folder, 'parsed.jsonl');
  const port = await (transport === 'udp' ? freeUdpPort() : freeTcpPort());
  mkdirSync(path.join(folder, 'work'));
  if (tls !== undefined) {
    writeFileSync(path.join(folder, 'key.pem'), tls.key, { mode: 0o600 });
    writeFileSync(path.join(folder, 'cert.pem'), tls.cert);
  }
  writeFileSync(path.join(folder, 'rsyslog.conf'), configuration(folder, transport, port, output));
  const child = spawn(
    rsyslog.program,
    [
      '-n',
      '-f',
      path.join(folder, 'rsyslog.conf'),
      '-i',
      path.join(folder, 'pid'),
      ...(rsyslog.modules === undefined ? [] : ['-M', rsyslog.modules]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment(rsyslog.libraries) },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = () => (existsSync(output) ? readFileSync(output, 'utf8').split('\n').filter(Boolean) : []);
  const wait = () => new Promise((resolve) => setTimeout(resolve, 25));
  const close = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 400 && !(await isListening(transport, port)); tries += 1) await wait();
  if (child.exitCode !== null) {
    await close();
    throw new Error(`rsyslogd did not start: ${said}`);
  }
  return {
    port,
    async messages(count) {
      for (let tries = 0; tries < 400 && lines().length < count; tries += 1) await wait();
      // Without structured data there is nothing after the name.
      const found = lines().map((line) => JSON.parse(line.replace(/"data":\}$/, '"data":{}}')) as ParsedMessage);
      if (found.length < count) throw new Error(`${found.length} of ${count} messages; rsyslogd said: ${said}`);
      return found;
    },
    close,
  };
}

function configuration(folder: string, transport: 'udp' | 'tcp' | 'tls', port: number, output: string): string {
  const secure =
    transport === 'tls' ? ' StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="anon"' : '';
  const drivers =
    transport === 'tls'
      ? `DefaultNetstreamDriverCAFile="${folder}/cert.pem" DefaultNetstreamDriverCertFile="${folder}/cert.pem" DefaultNetstreamDriverKeyFile="${folder}/key.pem"`
      : '';
  const input =
    transport === 'udp'
      ? `module(load="imudp")\ninput(type="imudp" address="127.0.0.1" port="${port}" ruleset="all")`
      : `module(load="imtcp"${secure})\ninput(type="imtcp" address="127.0.0.1" port="${port}" ruleset="all")`;
  const field = (name: string, property: string) =>
    `  property(outname="${name}" name="${property}" format="jsonf") constant(value=",")`;
  return `
global(workDirectory="${folder}/work" maxMessageSize="128k" ${drivers})
module(load="mmpstrucdata")
template(name="parsed" type="list") {
  constant(value="{")
${field('pri', 'pri')}
${field('hostname', 'hostname')}
${field('appName', 'app-name')}
${field('msgid', 'msgid')}
${field('msg', 'msg')}
  constant(value="\\"data\\":") property(name="$!rfc5424-sd") constant(value="}\\n")
}
ruleset(name="all") {
  action(type="mmpstrucdata" sd_name.lowercase="off")
  action(type="omfile" file="${output}" template="parsed")
}
${input}
`;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Somebody has the port: it cannot be bound a second time. */
async function isListening(transport: 'udp' | 'tcp' | 'tls', port: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (transport === 'udp') {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(true));
      socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(false)));
      return;
    }
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
