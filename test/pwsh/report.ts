/** Counts what is checked, and says so line by line. */
export interface Report {
  /** One check: what is wrong, in words; nothing when all is well. A check that throws has failed. */
  check(name: string, look: () => Promise<readonly string[]>): Promise<void>;
  /** `N passed, N failed`, and whether all passed and something was checked. */
  end(): { readonly line: string; readonly isGood: boolean };
}

export function createReport(print: (line: string) => void = console.log): Report {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, look) {
      const started = Date.now();
      const faults = await look().catch((error: unknown) => [String(error instanceof Error ? error.stack : error)]);
      if (faults.length === 0) passed += 1;
      else failed += 1;
      print(`${faults.length === 0 ? 'ok' : 'not ok'} ${name} (${Date.now() - started} ms)`);
      for (const fault of faults) print(`    ${fault.replaceAll('\n', '\n    ')}`);
    },
    end: () => ({ line: `${passed} passed, ${failed} failed`, isGood: failed === 0 && passed > 0 }),
  };
}
