import { startTestEngines } from './engines';

/** Jest: once per run, in the parent process. */
export default async function globalSetup(): Promise<void> {
  stopHolder.stopTestEngines = await startTestEngines();
}

/** Setup and teardown are separate modules of one process; this is what they share. */
const stopHolder = globalThis as { stopTestEngines?: () => Promise<void> };
