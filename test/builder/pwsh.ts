/** PowerShell for cases that need it: reported as skipped, by name, on machines without one. */
import { homedir } from 'node:os';
import { findPwsh, isProgram } from '../pwsh/find-pwsh';

const found = findPwsh({ env: process.env, home: homedir(), isProgram, install: () => false });

/** For the product, which by itself looks on the PATH alone. */
export const pwshEnv: Readonly<Record<string, string>> =
  found === undefined ? {} : { CERTLOOM_PWSH: JSON.stringify(found.command) };

export function itOnPwsh(name: string, run: () => Promise<void>): void {
  (found === undefined ? it.skip : it)(found === undefined ? `${name} (skipped: pwsh not found)` : name, run);
}
