import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVictim } from './victim';

type Victim = Awaited<ReturnType<typeof createVictim>>;

export interface VictimOfFile {
  (): Victim;
  readonly dataDir: string;
  readonly adminKey: string;
}

/**
 * One product for all tests of a file, in a data folder of its own: ready before the first of them, stopped and removed
 * after the last.
 * @param env what else it is started with; asked when the hooks before this one have run
 */
export function victimOfFile(env: () => Readonly<Record<string, string>> = () => ({})): VictimOfFile {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-crash-'));
  const adminKey = `crash-admin-${randomBytes(12).toString('hex')}`;
  let victim: Victim | undefined;
  beforeAll(async () => {
    victim = await createVictim(dataDir, { CERTLOOM_ADMIN_KEY: adminKey, ...env() });
    victim.start();
    await victim.ready();
  }, 180_000);
  afterAll(async () => {
    await victim?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const running = () => {
    if (victim === undefined) throw new Error('the product of this file has not started');
    return victim;
  };
  return Object.assign(running, { dataDir, adminKey });
}
