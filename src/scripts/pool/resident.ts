import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Runtime } from '../../domain/scripts/runtime';
import type { ScriptAccount } from '../process/account';
import { scriptEnvironment, type Locale, type RunPaths } from '../process/environment';
import { launch, type ProcessExit } from '../process/launch';
import { privateMemoryOf } from '../process/process-table';
import { makeRunFolder } from '../process/run-folder';
import { trackRunProcesses } from '../process/run-processes';
import { longestSocketPath, openChannel, type RunLine } from './channel';
import { createMarkedText } from './marked-text';

/** How a process that serves runs over a socket is started. */
export interface HostProgram {
  readonly runtime: Runtime;
  argv(socket: string): readonly string[];
  /** Variables beside those that each script has. */
  readonly environment: Readonly<Record<string, string>>;
  /** A script, by its file's name, that warms up what a run needs. */
  readonly practice: { readonly fileName: string; content(): string };
}

export interface ResidentOptions {
  readonly program: HostProgram;
  readonly account: ScriptAccount | null;
  /** Folder for the process's own folder. */
  readonly base: string;
  readonly locale?: Locale;
  /** For a start and a practice run; 30 s by default. */
  readonly patienceMs?: number;
}

/** What a run gives its process: files, and where its text goes. */
export interface ServedRun {
  readonly paths: RunPaths & { readonly script: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
}

export type Served =
  | {
      readonly kind: 'answered';
      /** Whether nothing of the run is left in the process, which may take it a moment to tell. */
      readonly isClean: Promise<boolean>;
      /** Text of the result, in place of its file. */
      readonly report?: string;
    }
  /** The process ended in the middle of it, or was ended because its line was lost. */
  | { readonly kind: 'lost'; readonly exit: ProcessExit };

/** A process that has done its practice run and waits for others. */
export interface Resident {
  readonly pid: number;
  readonly startedAt: Date;
  readonly account: ScriptAccount | null;
  readonly exited: Promise<ProcessExit>;
  isAlive(): boolean;
  /** One at a time. */
  serve(run: ServedRun): Promise<Served>;
  /** Private memory in bytes; null where it cannot be measured. */
  memory(): Promise<number | null>;
  /** Ends it with all that it started, and removes its folder. May be called again. */
  end(): Promise<void>;
}

/** For the rest of a run's text behind its answer, and for a process to exit by itself behind a lost line. */
const restMs = 2_000;
const goneMs = 500;

/** Starts a process and lets it do its practice run. Rejects when it does not come to wait for another. */
export async function startResident(options: ResidentOptions): Promise<Resident> {
  const { program, account, base, locale, patienceMs = 30_000 } = options;
  const id = `pool-${randomUUID()}`;
  const practice = { contract: 1, runId: id, mode: 'workflow', context: {}, params: {}, secrets: {} };
  const folder = makeRunFolder(base, account);
  folder.writeRequest(JSON.stringify(practice));
  const socket = path.join(path.dirname(folder.request), 's');
  try {
    if (Buffer.byteLength(socket) > longestSocketPath) throw new Error(`the path of a socket is too long: ${socket}`);
    const script = folder.addScript(program.practice.fileName, program.practice.content());
    const channel = await openChannel(socket);
    const launched = await launch({
      argv: program.argv(socket),
      environment: { ...scriptEnvironment(id, folder, locale), ...program.environment },
      cwd: folder.work,
      account,
    }).catch((error: unknown) => {
      channel.close();
      throw error;
    });
    const processes = trackRunProcesses({ leader: launched.pid, runIds: [id], account });
    const stdout = createMarkedText();
    const stderr = createMarkedText();
    launched.stdout.on('data', (chunk: Buffer) => stdout.write(chunk));
    launched.stderr.on('data', (chunk: Buffer) => stderr.write(chunk));
    let hasExited = false;
    const exited = launched.exited.then((exit) => {
      hasExited = true;
      channel.close();
      return exit;
    });

    const serve = async ({ paths, environment, onStdout, onStderr }: ServedRun): Promise<Served> => {
      const mark = randomBytes(18).toString('base64url');
      const line: RunLine = {
        request: paths.request,
        script: paths.script,
        result: paths.result,
        events: paths.events,
        environment,
        mark,
      };
      const texts = Promise.all([stdout.begin(mark, onStdout), stderr.begin(mark, onStderr)]);
      const answer = await channel.ask(line);
      const isWhole = answer !== null && (await within(restMs, texts));
      if (!isWhole) {
        // What it wrote last may still be in the pipes, unless something else holds them open.
        if (answer === null) await within(goneMs, exited);
        if (answer === null && !hasExited) await processes.end();
        if (hasExited) await launched.closed(goneMs);
        stdout.end();
        stderr.end();
      }
      return answer === null
        ? { kind: 'lost', exit: await exited }
        : { kind: 'answered', ...answer, isClean: isWhole ? inTime(answer.isClean) : Promise.resolve(false) };
    };

    let ending: Promise<void> | undefined;
    const end = async () => {
      channel.close();
      await processes.end();
      await launched.closed(goneMs);
      await folder.remove();
    };
    const resident: Resident = {
      pid: launched.pid,
      startedAt: launched.startedAt,
      account,
      exited,
      isAlive: () => !hasExited && ending === undefined,
      serve,
      memory: () => privateMemoryOf(launched.pid),
      end: () => (ending ??= end()),
    };

    const ready = (async () => {
      await Promise.race([channel.connected, exited]);
      const nobody = () => undefined;
      const served = await serve({ paths: { ...folder, script }, environment: {}, onStdout: nobody, onStderr: nobody });
      return served.kind === 'answered' && (await served.isClean);
    })();
    const isReady = await Promise.race([ready.catch(() => false), sleep(patienceMs, false, { ref: false })]);
    if (isReady) return resident;
    await resident.end();
    throw new Error(`a process for ${program.runtime} scripts did not become ready`);
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** A process that does not come to say so serves no other run. */
async function inTime(isClean: Promise<boolean>): Promise<boolean> {
  return (await within(restMs, isClean)) && isClean;
}

/** Ends its timer itself: one that a signal ends costs an error each time, which is a tenth of a warm run. */
function within(ms: number, what: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, false);
    what.then(
      () => (clearTimeout(timer), resolve(true)),
      (error: Error) => (clearTimeout(timer), reject(error)),
    );
  });
}
