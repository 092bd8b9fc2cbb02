import type { ScriptLogEntry } from '../../domain/scripts/run';
import { entriesOf } from './entries';

const written: ScriptLogEntry = {
  ...{ source: 'Handler', eventId: 7, level: 'Warning', category: 1, message: 'm', time: '2030-01-01T00:00:00.000Z' },
  data: { log: 'Application' },
};

it('makes the same entries in the same order each time, with the firing and the item', () => {
  const trigger = { kind: 'action', firingId: 'f', trigger: 't', actionId: 'a' } as const;
  const run = { runId: 'r', trigger, itemId: 'c' };
  const made = entriesOf(run, [written, { ...written, message: 'n' }], 'host');
  expect(made).toMatchObject([
    { message: 'm', firingId: 'f', instanceId: null, itemId: 'c', host: 'host', data: { log: 'Application' } },
    { message: 'n' },
  ]);
  expect(made[0]!.entryId).not.toBe(made[1]!.entryId);
  expect(entriesOf(run, [written], 'host')[0]).toEqual(made[0]);
  const ofStep = { kind: 'instance', instanceId: 'i', step: 's', visit: 1 } as const;
  expect(entriesOf({ ...run, trigger: ofStep }, [written], 'host')[0]).toMatchObject({
    firingId: null,
    instanceId: 'i',
  });
});
