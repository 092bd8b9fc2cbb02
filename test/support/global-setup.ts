import { buildConsole, chromiumProgram } from './browser';
import { startTestEngines } from './engines';

interface GlobalConfig {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/** Jest: once per run, in the parent process. */
export default async function globalSetup({ testPathPatterns: { patterns } }: GlobalConfig): Promise<void> {
  // Here and not in each file of browser tests: two of them would build at once, in each other's way.
  const hasBrowserTests = patterns.length === 0 || patterns.some((pattern) => pattern.includes('console'));
  if (hasBrowserTests && chromiumProgram() !== undefined) buildConsole();
  stopHolder.stopTestEngines = await startTestEngines();
}

/** Setup and teardown are separate modules of one process; this is what they share. */
const stopHolder = globalThis as { stopTestEngines?: () => Promise<void> };
