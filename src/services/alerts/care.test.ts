import { alertOf } from '../../../test/support/alert';
import { runOf, testNow } from '../../../test/support/alert-work';
import type { RunFate } from '../jobs/care';
import { createAlertCare } from './care';

const scheduled: string[] = [];
const ended: string[] = [];
let fate: RunFate = 'running';
const care = createAlertCare({
  alerts: {
    all: async () => [alertOf(), alertOf({ uuid: 'bad' })],
    unscheduled: async () => [alertOf({ uuid: 'new' })],
  },
  runs: {
    underWay: async () => [runOf({ id: 'open' })],
    end: async (id, { status, message }) => void ended.push(`${id} ${status} ${message}`),
    removeOlder: async () => undefined,
  },
  ledger: { removeOf: async (owner) => void ended.push(`rows of ${owner}`) },
  fateOf: async () => fate,
  schedule: async ({ uuid }) => {
    if (uuid === 'bad') throw new Error('engine');
    scheduled.push(uuid);
  },
  ...{ logger: { warn: () => undefined }, now: () => testNow },
});

it('makes the schedules that are missing, whatever becomes of others', async () => {
  await care.reschedule();
  await care.reschedule(true);
  expect(scheduled).toEqual(['new', 'alert']);
});

it('ends the record of a run that the engine has ended, so that its claims are free', async () => {
  await care.tidy(testNow);
  fate = 'terminated';
  await care.tidy(testNow);
  expect(ended).toEqual(['rows of open', 'open failed The run was terminated.']);
});
