/** Names of the files and folders of one run. */
export interface RunPaths {
  /** Working directory, home and temp folder of the script; its own file lies here. */
  readonly work: string;
  readonly request: string;
  readonly result: string;
  readonly events: string;
}

const programFolders = process.platform === 'darwin' ? ['/opt/homebrew/bin'] : [];

/** Where scripts find programs; what the worker was started with is its own. */
export const scriptPath = [...programFolders, '/usr/local/bin', '/usr/bin', '/bin'].join(':');

/** What a worker tells its scripts of where they are. */
export interface Locale {
  /** Value of `LANG`; `C.UTF-8` makes numbers and dates the same everywhere. */
  readonly lang: string;
  /** Name of the time zone database. */
  readonly timeZone: string;
}

export function localeOfWorker(): Locale {
  return { lang: 'C.UTF-8', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

/**
 * All that a script's process knows of its surroundings. Nothing is taken over from the worker but its time zone.
 * @param runId value of `CERTLOOM_RUN_ID`, by which processes are found again
 */
export function scriptEnvironment(
  runId: string,
  paths: RunPaths,
  { lang, timeZone }: Locale = localeOfWorker(),
): Readonly<Record<string, string>> {
  return { PATH: scriptPath, HOME: paths.work, LANG: lang, TZ: timeZone, ...runVariables(runId, paths) };
}

/** Those of them that are another run's when a process serves the next one. */
export function runVariables(runId: string, paths: RunPaths): Readonly<Record<string, string>> {
  return {
    TMPDIR: paths.work,
    TEMP: paths.work,
    CERTLOOM_RUN_ID: runId,
    CERTLOOM_INPUT: paths.request,
    CERTLOOM_RESULT: paths.result,
    CERTLOOM_EVENTLOG: paths.events,
    CERTLOOM_TMP: paths.work,
  };
}
