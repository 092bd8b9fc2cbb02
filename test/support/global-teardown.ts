/** Jest: once per run, after the last test. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { stopTestEngines?: () => Promise<void> }).stopTestEngines?.();
}
