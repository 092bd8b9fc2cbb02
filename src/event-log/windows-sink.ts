import { spawn } from 'node:child_process';
import { win32 } from 'node:path';
import type { EntryLevel, EventLogEntry } from '../domain/event-log/entry';
import { SinkFailure, type EventLogSink } from './sink';

/** How one entry is handed to Windows: a program with fixed arguments, the entry on its standard input. */
export interface WindowsWrite {
  readonly file: string;
  readonly args: readonly string[];
  readonly stdin: string;
}

/** Runs a program without a shell; resolves with its exit code. */
export type RunProgram = (write: WindowsWrite, timeoutMs: number) => Promise<number>;

export interface WindowsSinkOptions {
  /** `SystemRoot`: the program is named by its whole path, so that nothing on the PATH stands in for it. */
  readonly systemRoot?: string;
  readonly timeoutMs?: number;
  readonly run?: RunProgram;
}

/** Exit codes of the script. */
const sourceRefused = 3;
/** Windows takes 31,839 characters of a message. */
const messageLimit = 31_000;

const types: Readonly<Record<EntryLevel, string>> = {
  Error: 'Error',
  Warning: 'Warning',
  Information: 'Information',
  SuccessAudit: 'SuccessAudit',
  FailureAudit: 'FailureAudit',
};

/**
 * The script is the same for every entry: it reads one JSON object, makes sure of the source and writes. eventcreate.exe
 * would be simpler, but knows no event id above 1000.
 */
const script = `
$ErrorActionPreference = 'Stop'
$reader = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), [System.Text.Encoding]::UTF8)
$entry = $reader.ReadToEnd() | ConvertFrom-Json
$known = $false
try { $known = [System.Diagnostics.EventLog]::SourceExists($entry.source) } catch { $known = $true }
if (-not $known) {
  try { [System.Diagnostics.EventLog]::CreateEventSource($entry.source, 'Application') } catch { exit ${sourceRefused} }
}
try {
  Write-EventLog -LogName Application -Source $entry.source -EventId $entry.eventId -EntryType $entry.type -Category $entry.category -Message $entry.message
} catch [System.InvalidOperationException] { exit ${sourceRefused} }
exit 0
`;

/** The Windows Application log, one process an entry and one after the other. Only for workers on Windows. */
export function createWindowsSink({
  systemRoot = 'C:\\Windows',
  timeoutMs = 15_000,
  run = runProgram,
}: WindowsSinkOptions = {}): EventLogSink {
  let last: Promise<unknown> = Promise.resolve();
  async function write(entry: EventLogEntry): Promise<void> {
    const code = await run(windowsWrite(entry, systemRoot), timeoutMs);
    if (code === sourceRefused) throw new SinkFailure('event_source_unavailable');
    if (code !== 0) throw new SinkFailure('sink_unavailable');
  }
  return {
    name: 'windows',
    write(entry) {
      const written = last.then(() => write(entry));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
    },
  };
}

/** Program, arguments and input for an entry. No value of the entry is in the arguments. */
export function windowsWrite(entry: EventLogEntry, systemRoot: string): WindowsWrite {
  return {
    file: win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    args: [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-EncodedCommand',
      Buffer.from(script, 'utf16le').toString('base64'),
    ],
    stdin: JSON.stringify({
      source: entry.source,
      eventId: entry.eventId,
      type: types[entry.level],
      category: Math.min(entry.category, 32_767),
      message: windowsMessage(entry),
    }),
  };
}

/** The message and below it one line per fact. `%1` would be read as a place for a text, so the blank. */
function windowsMessage({ message, data, entryId, firingId }: EventLogEntry): string {
  const ids = { entryId, ...(firingId === null ? {} : { firingId }) };
  const facts = Object.entries({ ...data, ...ids }).map(([name, value]) => `${name}: ${value}`);
  const text = [message, '', ...facts].map((line) => line.replace(/%(?=\d)/g, '% ')).join('\r\n');
  return text.length <= messageLimit ? text : `${text.slice(0, messageLimit - 1)}…`;
}

function runProgram({ file, args, stdin }: WindowsWrite, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      shell: false,
      windowsHide: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => reject(new SinkFailure('sink_unavailable', 'Windows PowerShell cannot be started here')));
    child.once('close', (code) => (code === null ? reject(new SinkFailure('timeout')) : resolve(code)));
    // A program that ended early does not read its input; its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin, 'utf8');
  });
}
