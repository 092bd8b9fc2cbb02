import { stepWork } from '../../../../../test/support/builder';
import type { EventLogEntry } from '../../../../domain/event-log/entry';
import { createEventLogRunner } from './run';

it('writes one entry under the same id each time, with what is known of the certificate', async () => {
  const entries: EventLogEntry[] = [];
  const runner = createEventLogRunner({
    log: { write: async (entry) => (entries.push(entry), { delivery: [], refused: [] }) },
    ...{ host: 'h', now: () => new Date(0) },
  });
  const settings = { message: 'web ends', data: { team: 'ops' }, level: 'Error' };
  const work = stepWork('event_log', settings, { values: { 'certificate.dn': 'CN=web' } });
  const { signal } = new AbortController();
  expect(await runner.run(work, signal)).toMatchObject({ kind: 'done' });
  await runner.run(work, signal);
  expect(entries[0]).toMatchObject({
    ...{ eventId: 4101, level: 'Error', message: 'web ends', instanceId: 'i1' },
    data: { team: 'ops', subject: 'CN=web' },
  });
  expect(entries[1]?.entryId).toBe(entries[0]?.entryId);
});

it('L6 L7 fails where a sink that it needs takes nothing, and says which', async () => {
  const refused = [{ sink: 'windows', state: 'failed', attempts: 1, error: 'sink_unavailable' }] as const;
  const asked: unknown[] = [];
  const runner = createEventLogRunner({
    log: { write: async (_entry, sinks) => (asked.push(sinks), { delivery: refused, refused }) },
    ...{ host: 'h', now: () => new Date(0) },
  });
  const work = stepWork('event_log', { message: 'm', data: {}, level: 'Error', sinks: ['windows'] });
  const outcome = await runner.run(work, new AbortController().signal);
  expect(outcome).toMatchObject({ kind: 'failed' });
  expect(JSON.stringify(outcome)).toMatch(/sink_unavailable/);
  expect(JSON.stringify(outcome)).toMatch(/windows/);
  expect(asked).toEqual([['windows']]);
});
