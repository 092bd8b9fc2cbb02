import path from 'node:path';
import { scriptFileName, type Runtime, type RuntimeProbe } from '../domain/scripts/runtime';
import type { ScriptJob, ScriptOutcome, ScriptRunHooks, ScriptRunner } from '../domain/scripts/run';
import type { HttpFetcher } from '../outbound/http-fetcher';
import { runFresh } from './fresh-run';
import { fetcherOfRun, openHttpChannel, type HttpChannel } from './http-channel';
import { createMasker } from './masking';
import { probeRuntime, type FoundRuntime } from './probe';
import { leaseFor } from './pool/lease-for';
import { createProcessPool, type ProcessPool } from './pool/pool';
import { startResident } from './pool/resident';
import { ownAccountName, type ScriptAccount } from './process/account';
import { localeOfWorker, runVariables, scriptEnvironment, type Locale } from './process/environment';
import { LaunchFault } from './process/launch';
import type { RunFolder } from './process/run-folder';
import { endLeftovers } from './process/run-processes';
import { driveFolder, noArtefacts, readArtefacts } from './results/artefacts';
import { eventsLimit, readEvents } from './results/events';
import { judgeRun, plainError, type RunEnding } from './results/outcome';
import { readScriptFile, type FileRead } from './results/read-file';
import { readHostReport, readVariables, resultLimit } from './results/result';
import { requestOf } from './runtimes/adapter';
import { runtimeAdapters } from './runtimes/runtimes';
import { runServed } from './served-run';
import { openWorkplace, type Workplace } from './workplace';

export interface ScriptRunnerOptions {
  /** Arguments that start a runtime, where the usual ones are not right. */
  readonly commands?: Readonly<Partial<Record<Runtime, readonly string[] | undefined>>>;
  /** Null: scripts run under the worker's own account. */
  readonly account?: ScriptAccount | null;
  /** For the folders of runs; the system's one for temporary files by default. */
  readonly folder?: string;
  /** Makes the requests of scripts that ask for them; null: they cannot. */
  readonly http?: ScriptHttp | null;
  /** The worker's own by default. */
  readonly locale?: Locale;
  /** Whether processes are started before they are needed; true by default. */
  readonly pooled?: boolean;
  /** Warm processes at once: as many as runs, 4 by default. */
  readonly mostWarm?: number;
  /** Told when a process could not be started before it is needed. Runs do without. */
  readonly onFault?: (message: string) => void;
}

/** @param ca PEM certificates that are trusted beside those of the installation; null: no others */
export type ScriptHttp = (ca: string | null) => Pick<HttpFetcher, 'fetch'>;

export interface OpenScriptRunner extends ScriptRunner {
  /** What was found at the start, for the list of workers. */
  readonly probes: readonly RuntimeProbe[];
}

/** Looks at what this machine can run, and runs it. */
export async function createScriptRunner(options: ScriptRunnerOptions = {}): Promise<OpenScriptRunner> {
  const { commands = {}, account = null, folder, http = null, mostWarm = 4, onFault } = options;
  const { locale = localeOfWorker(), pooled = true } = options;
  const workplace = await openWorkplace(runtimeAdapters, account, folder);
  const found = await Promise.all(
    runtimeAdapters.map((adapter) => probeRuntime(adapter, commands[adapter.runtime], workplace, account)),
  );
  const pool = pooled
    ? createProcessPool({
        most: mostWarm,
        start: (program, owner) => startResident({ program, account: owner, base: workplace.base, locale }),
        ...(onFault === undefined ? {} : { onFault }),
      })
    : null;
  return {
    probes: found.map(({ runtime, available, version, note }) => ({ runtime, available, version, note })),
    async run(job, hooks) {
      const place = found.find(({ runtime }) => runtime === job.runtime);
      const masker = createMasker([...Object.values(job.secrets), ...(job.masked ?? [])]);
      const outcome = await runJob(job, hooks, { place, workplace, pool, account, masker, http, locale }).catch(
        (error: unknown) => {
          const { message } = error as Error;
          const status = error instanceof LaunchFault ? 'runtime_unavailable' : 'failed';
          return { ...nothing(account), status, error: plainError(masker.text(message)) } as const;
        },
      );
      return { ...outcome, runtimeVersion: place?.version ?? null };
    },
    endLeftovers,
    async close() {
      await pool?.close();
      await workplace.remove();
    },
  };
}

interface Surroundings {
  readonly place: FoundRuntime | undefined;
  readonly workplace: Workplace;
  readonly pool: ProcessPool | null;
  readonly account: ScriptAccount | null;
  readonly masker: ReturnType<typeof createMasker>;
  readonly http: ScriptHttp | null;
  readonly locale: Locale;
}

async function runJob(
  job: ScriptJob,
  hooks: ScriptRunHooks,
  { place, workplace, pool, account, masker, http, locale }: Surroundings,
): Promise<ScriptOutcome> {
  const none = nothing(account);
  if (place?.program == null) {
    const why = place?.note ?? 'this version cannot start it';
    return { ...none, status: 'runtime_unavailable', error: plainError(`${job.runtime} is not available: ${why}`) };
  }
  if (hooks.signal.aborted) {
    return { ...none, status: 'cancelled', error: plainError('cancelled before it started') };
  }
  const { adapter, program } = place;
  const key = keyOfWarm(job);
  const folder = workplace.takeFolder(key);
  let isKept = false;
  let channel: HttpChannel | undefined;
  try {
    if (adapter.usesHttp === true && http !== null) {
      channel = await openHttpChannel(folder.socket, fetcherOfRun(http, job.connections ?? {}), account);
    }
    folder.writeRequest(requestOf(job, channel === undefined ? {} : { http: folder.socket }));
    for (const { name, content } of job.neighbours) folder.addScript(scriptFileName(name, job.runtime), content);
    const script =
      job.source.kind === 'module'
        ? job.source.path
        : folder.addScript(scriptFileName(job.name, job.runtime), job.source.content);
    const paths = { ...folder, script };
    const lease = pool === null ? undefined : await leaseFor(job, { adapter, program, pool, account }, hooks.signal);
    const ending =
      lease === undefined
        ? await runFresh(
            {
              job,
              adapter,
              argv: adapter.argv(program.command, { ...paths, programs: program.programs }),
              environment: { ...scriptEnvironment(job.runId, folder, locale), ...program.environment },
              cwd: folder.work,
              resultFile: folder.result,
              account,
              masker,
            },
            hooks,
          )
        : await runServed({ job, adapter, lease, paths, environment: runVariables(job.runId, folder), masker }, hooks);
    isKept = ending.process === 'warm' && ending.stopped === null && ending.leftovers.length === 0;
    const file = resultOf(ending, folder, account);
    const result = adapter.resultOf === 'host' ? readHostReport(file, job.mode) : readVariables(file, job.mode);
    const events = readEvents(readScriptFile(folder.events, eventsLimit, account));
    const drive = job.settings.windows && job.runtime === 'pwsh' ? path.join(folder.work, driveFolder) : null;
    const kept = drive === null ? noArtefacts : await readArtefacts(drive, account);
    const judged = judgeRun(
      { ending, result, events, errorIn: (stderr) => adapter.errorIn?.(stderr, script) ?? null },
      job,
    );
    const masked = <T>(value: T) => masker.value(value) as T;
    return {
      ...none,
      ...judged,
      result: masked(judged.result),
      error: masked(judged.error),
      notes: masked(judged.notes),
      events: events.events.map((entry) => ({
        ...entry,
        ...masked({ source: entry.source, message: entry.message, data: entry.data }),
      })),
      stdout: ending.stdout.text,
      stderr: ending.stderr.text,
      truncatedBytes: { stdout: ending.stdout.truncatedBytes, stderr: ending.stderr.truncatedBytes },
      artefacts: kept.artefacts.map(({ name, content }) => ({
        name: masker.text(name),
        content: masker.bytes(content),
      })),
      droppedArtefactBytes: kept.droppedArtefactBytes,
      memoryLimit: ending.memoryLimit,
      process: ending.process,
      durationMs: ending.durationMs,
      leftovers: ending.leftovers.map((name) => masker.text(name)),
    };
  } finally {
    await channel?.close();
    if (isKept && key !== null) workplace.keepFolder(key, folder);
    else workplace.discard(folder);
  }
}

/** A report that was handed over counts as a file of it. */
function resultOf({ report }: RunEnding, { result }: RunFolder, account: ScriptAccount | null): FileRead {
  if (report === undefined) return readScriptFile(result, resultLimit, account);
  return { kind: 'read', content: Buffer.from(report), isCut: false };
}

/** Null where each run needs a folder of its own, as those with neighbours do: they are loaded once for each folder. */
function keyOfWarm({ settings, neighbours, source, runtime, securityContext, sha256 }: ScriptJob): string | null {
  if (!settings.reuse || neighbours.length > 0 || source.kind !== 'text') return null;
  return `${runtime} ${securityContext} ${sha256}`;
}

/** The outcome of a run that had no process. */
function nothing(account: ScriptAccount | null): Omit<ScriptOutcome, 'status'> {
  return {
    exitCode: null,
    signal: null,
    stdout: '',
    stderr: '',
    truncatedBytes: { stdout: 0, stderr: 0 },
    result: {},
    sendEmail: true,
    error: null,
    errorCount: 0,
    notes: [],
    events: [],
    artefacts: [],
    droppedArtefactBytes: 0,
    memoryLimit: 'not_enforced',
    account: account === null ? 'shared' : 'own',
    osUser: account?.name ?? ownAccountName(),
    process: 'fresh',
    runtimeVersion: null,
    durationMs: 0,
    leftovers: [],
  };
}
