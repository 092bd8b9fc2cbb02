import type { Fault } from '../problem';
import type { Runtime } from './runtime';
import type { StoredScript } from './script';

/** What is known of the installation, for warnings. */
export interface ScriptSurroundings {
  /** Secrets that exist, of those that the script names. */
  readonly secrets: ReadonlySet<string>;
  /** Connections that exist, of those that it names. */
  readonly connections: ReadonlySet<string>;
  /** What some worker can run now. */
  readonly runtimes: readonly Runtime[];
}

/** What of a script is allowed and will not work as things stand now. */
export function scriptWarnings(
  { runtime, secrets, connections, version }: Pick<StoredScript, 'runtime' | 'secrets' | 'connections' | 'version'>,
  known: ScriptSurroundings,
): Fault[] {
  const warnings: Fault[] = secrets.flatMap((name, index) =>
    known.secrets.has(name)
      ? []
      : [{ pointer: `/secrets/${index}`, code: 'unknown_secret', detail: `there is no secret "${name}"` }],
  );
  for (const [index, name] of connections.entries()) {
    if (known.connections.has(name)) continue;
    const detail = `there is no connection "${name}"`;
    warnings.push({ pointer: `/connections/${index}`, code: 'unknown_connection', detail });
  }
  if (!known.runtimes.includes(runtime)) {
    const detail = `no worker has ${runtime}: runs end as runtime_unavailable until one has it`;
    warnings.push({ pointer: '/runtime', code: 'runtime_unavailable', detail });
  }
  if (runtime === 'bash' && version.content.includes('\r\n')) {
    const detail = 'lines end with CR LF, and bash takes CR for a part of each command; save the file with LF';
    warnings.push({ pointer: '/content', code: 'carriage_returns', detail });
  }
  return warnings;
}
