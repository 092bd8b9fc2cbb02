import { homedir } from 'node:os';
import { acceptance } from './acceptance';
import { findPwsh, isProgram } from './find-pwsh';
import { openRunners, ways, type Runners } from './runners';

/** Nothing is installed here: `npm run test:pwsh` does that, and shows the same. */
const found = findPwsh({ env: process.env, home: homedir(), isProgram, install: () => false });

(found === undefined ? describe.skip : describe)(
  found === undefined ? 'on PowerShell (skipped: pwsh not found)' : 'on PowerShell',
  () => {
    let runners: Runners;
    beforeAll(() => {
      runners = openRunners(found!.command);
    });
    afterAll(() => runners.close());

    async function expectFine(id: string): Promise<void> {
      const fact = acceptance.find(({ name }) => name.startsWith(`${id} `))!;
      for (const way of ways) expect({ way, faults: await fact.look(runners, way) }).toEqual({ way, faults: [] });
    }

    it('S7 a handler that begins with [hashtable]$context reads its keys in any case', () => expectFine('S7'), 180_000);
    it('S8 a step returns a hashtable, and what is nested in it keeps its shape', () => expectFine('S8'), 180_000);
    it('S15 an entry of Write-EventLog counts, also when the script throws', () => expectFine('S15'), 180_000);
    it('S20 strict ends a script at its first failed statement', () => expectFine('S20'), 180_000);
    it('S22 a log below C: is an artefact, and no error', () => expectFine('S22'), 180_000);
  },
);
