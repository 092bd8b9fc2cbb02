import { setTimeout as sleep } from 'node:timers/promises';
import { workerOf } from '../../../test/support/worker';
import { startPresence } from './presence';

function registry() {
  const said: string[] = [];
  let isAway = false;
  const workers = {
    report: async ({ id }: { id: string }) => {
      if (isAway) throw new Error('away');
      said.push(`report ${id}`);
    },
    end: async (ids: readonly string[], ending: string) => {
      if (isAway) throw new Error('away');
      said.push(`${ending} ${ids.join()}`);
    },
  };
  const warnings: string[] = [];
  const logger = { warn: (_fields: object, message: string) => void warnings.push(message) };
  return { said, warnings, workers, logger, away: () => (isAway = true) };
}

describe('the presence of a worker', () => {
  it('is entered at once and again, and ends in order', async () => {
    const { said, ...deps } = registry();
    const presence = await startPresence(workerOf('w1'), { ...deps, everyMs: 5 });
    expect(said).toEqual(['report w1']);
    while (said.length < 3) await sleep(5);
    await presence.stop();
    expect(said.at(-1)).toBe('stopped w1');
    const { length } = said;
    await sleep(20);
    expect(said).toHaveLength(length);
  });

  it('warns while the database is away, and stops all the same', async () => {
    const { said, warnings, away, ...deps } = registry();
    const presence = await startPresence(workerOf('w1'), { ...deps, everyMs: 5 });
    away();
    while (warnings.length === 0) await sleep(5);
    await presence.stop();
    expect(said).not.toContain('stopped w1');
  });
});
