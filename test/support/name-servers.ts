/** Name servers of others that take signed updates: BIND and Knot DNS, where they are installed. */
import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../../src/embedded/engine-process';
import { onPath } from '../../src/embedded/path-lookup';
import { choosePort } from '../../src/embedded/ports';

export interface NameServer {
  readonly port: number;
  /** A TXT record's texts, as a resolver of others reads them; none where the name has none. */
  texts(name: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** One zone, and the key that may change TXT records in it. */
export interface UpdatableZone {
  readonly zone: string;
  readonly keyName: string;
  /** Base64. */
  readonly secret: string;
}

interface NameServerProgram {
  readonly program: string;
  /** Its configuration file's text; the zone's file lies in the same folder. */
  configuration(zone: UpdatableZone, folder: string, port: number): string;
  args(configuration: string): string[];
}

const zoneFile = 'zone.db';

export const nameServerPrograms: readonly NameServerProgram[] = [
  {
    program: 'named',
    configuration: ({ zone, keyName, secret }, folder, port) => `
      options {
        directory "${folder}";
        listen-on port ${port} { 127.0.0.1; };
        listen-on-v6 { none; };
        pid-file none;
        session-keyfile none;
        recursion no;
        dnssec-validation no;
        notify no;
      };
      controls { };
      key "${keyName}" { algorithm hmac-sha256; secret "${secret}"; };
      zone "${zone}" { type primary; file "${zoneFile}"; update-policy { grant ${keyName} subdomain ${zone}. TXT; }; };
    `,
    args: (configuration) => ['-g', '-c', configuration],
  },
  {
    program: 'knotd',
    configuration: ({ zone, keyName, secret }, folder, port) => `
server:
    listen: 127.0.0.1@${port}
    rundir: ${folder}
database:
    storage: ${folder}
key:
  - id: ${keyName}
    algorithm: hmac-sha256
    secret: ${secret}
acl:
  - id: updates
    key: ${keyName}
    action: update
    update-type: TXT
zone:
  - domain: ${zone}
    storage: ${folder}
    file: ${zoneFile}
    acl: updates
`,
    args: (configuration) => ['-c', configuration],
  },
];

/** Undefined: it is not installed. Servers are often outside of what people have on their PATH. */
export function nameServerProgram({ program }: NameServerProgram): string | undefined {
  return onPath(program, { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` });
}

export async function startNameServer(kind: NameServerProgram, zone: UpdatableZone): Promise<NameServer> {
  const program = nameServerProgram(kind);
  if (program === undefined) throw new Error(`${kind.program} is not installed`);
  const folder = mkdtempSync(join(tmpdir(), 'certloom-dns-'));
  const port = await choosePort({ variable: 'none', wanted: 0, strict: false });
  const configuration = join(folder, 'server.conf');
  writeFileSync(configuration, kind.configuration(zone, folder, port));
  writeFileSync(
    join(folder, zoneFile),
    [
      '$TTL 60',
      `@ IN SOA ns.${zone.zone}. hostmaster.${zone.zone}. 1 3600 600 86400 60`,
      '@ IN NS ns',
      'ns IN A 127.0.0.1',
      '',
    ].join('\n'),
  );
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const engine = await startEngine(
    {
      name: kind.program,
      program,
      args: kind.args(configuration),
      env: process.env,
      logFile: join(folder, 'server.log'),
      ready: async () => void (await resolver.resolveNs(zone.zone)),
      readyLimitMs: 30_000,
      stopGraceMs: 5_000,
    },
    { log: { info: () => undefined, warn: () => undefined, error: () => undefined } },
  );
  return {
    port,
    async texts(name) {
      try {
        return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
      } catch (error) {
        if (['ENODATA', 'ENOTFOUND'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
        throw error;
      }
    },
    async stop() {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
