import { at, runRequest, runsInMemory } from '../../../test/support/script-runs';
import { createSweep } from './sweep';

it('ends what lost runs of its own account and context have left on this host', async () => {
  const { prepare, runs, change, unswept, rows } = runsInMemory();
  const lost = async (actionKey: string, fields: object) => {
    const { runId } = await prepare.prepare(runRequest({ actionKey }));
    change(runId, { status: 'worker_lost', host: 'here', osUser: 'me', finishedAt: at, ...fields });
    unswept.add(runId);
    return runId;
  };
  const mine = await lost('1', {});
  const others = [
    await lost('2', { host: 'there' }),
    await lost('3', { osUser: 'you' }),
    await lost('4', { context: 'api' }),
  ];
  const looked: string[] = [];
  const runner = async () => ({
    endLeftovers: async (runId: string) => {
      looked.push(runId);
      return ['7 sleep'];
    },
  });
  const sweep = createSweep({ runs, runner, self: { host: 'here', osUser: 'me' }, contexts: ['service'] });
  expect(await sweep()).toBe(1);
  expect(looked).toEqual([mine]);
  expect([...unswept]).toEqual(others);
  expect(rows.get(mine)!.leftovers).toEqual(['7 sleep']);
  expect(await sweep()).toBe(0);
});
