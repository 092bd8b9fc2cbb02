/** The programs that run scripts, by the name that a script gives. */
export const runtimes = ['pwsh', 'node', 'bash', 'python'] as const;
export type Runtime = (typeof runtimes)[number];

/** What a script's file is called, and what its shared neighbours end with. */
export const runtimeExtensions: Readonly<Record<Runtime, string>> = {
  pwsh: 'ps1',
  node: 'mjs',
  bash: 'sh',
  python: 'py',
};

/** A module of PowerShell has an extension of its own, by which scripts name it. */
export function scriptFileName(name: string, runtime: Runtime): string {
  const extension = `.${runtimeExtensions[runtime]}`;
  const hasOne = name.toLowerCase().endsWith(extension) || (runtime === 'pwsh' && /\.ps[dm]1$/i.test(name));
  return hasOne ? name : `${name}${extension}`;
}

/** What a worker found at its start: one that it can start has a version. */
export interface RuntimeProbe {
  readonly runtime: Runtime;
  readonly available: boolean;
  /** As the program says it, such as `7.6.9`; null when there is none. */
  readonly version: string | null;
  /** Why it is not available, or what will not work, in words. */
  readonly note: string | null;
}

/**
 * On whose account a run was started: `api` by a person or an API call, `service` by a schedule or an event. Each has
 * its own task queue, and may have its own workers, OS account and secrets (docs/operations.md).
 */
export const securityContexts = ['api', 'service'] as const;
export type SecurityContext = (typeof securityContexts)[number];
