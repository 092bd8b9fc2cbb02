import path from 'node:path';
import type { RuntimeAdapter, VersionAnswer } from '../adapter';
import { fillCache, pwshFolders } from './cache';

const fixed = ['-NoProfile', '-NonInteractive', '-File'];

/** Scripts run inside host.ps1, by PowerShell 7. */
export const pwsh: RuntimeAdapter = {
  runtime: 'pwsh',
  command: ['pwsh'],
  // Lets `finally` blocks run; the exit code is 0 then, whatever the script did.
  softStop: 'SIGINT',
  programs: {
    folder: __dirname,
    names: ['host.ps1', 'Write-EventLog.ps1', 'New-EventLog.ps1', 'Out-Host.ps1', 'probe.ps1', 'practice.ps1'],
  },
  resultOf: 'host',
  argv: (command, { programs, request, script, result, events }) => [
    ...[...command, ...fixed, path.join(programs, 'host.ps1')],
    ...['-RequestFile', request, '-ScriptFile', script, '-ResultFile', result, '-EventFile', events],
  ],
  serves: {
    argv: (command, { programs, socket }) => [...command, ...fixed, path.join(programs, 'host.ps1'), '-Socket', socket],
    practice: 'practice.ps1',
  },
  environment: (programs) => ({
    NO_COLOR: '1',
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
    DOTNET_EnableDiagnostics: '0',
    ...pwshFolders(programs),
  }),
  versionCommand: (command, programs) => [...command, ...fixed, path.join(programs, 'probe.ps1')],
  readVersion: readProbe,
  prepare: fillCache,
};

/**
 * Reads what probe.ps1 says: one line of JSON `{version, library, program, startsItself}`. The `pwsh` that `dotnet tool` makes
 * only starts another process, which would live on when it is ended: so that one is run in its place.
 */
function readProbe(answer: string): VersionAnswer | null {
  const { version, library, program, startsItself } = parse(answer.trim().split('\n').at(-1) ?? '') ?? {};
  if (typeof version !== 'string' || !/^\d+\.\d+/.test(version)) return null;
  const notes = [
    ...(Number.parseInt(version, 10) < 7 ? ['this version is too old: scripts need PowerShell 7'] : []),
    ...(startsItself === false ? ['its own `pwsh` is not executable for this account: Start-Job will fail'] : []),
  ];
  return { version, ...programOf(library, program), ...(notes.length === 0 ? {} : { note: notes.join('; ') }) };
}

function programOf(library: unknown, program: unknown): Pick<VersionAnswer, 'command' | 'environment'> {
  if (typeof library !== 'string' || typeof program !== 'string') return {};
  if (path.basename(program) !== 'dotnet') return { command: [program] };
  // Jobs start a program of PowerShell's, which looks for .NET by itself.
  return { command: [program, library], environment: { DOTNET_ROOT: path.dirname(program) } };
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>> | null;
  } catch {
    return null;
  }
}
