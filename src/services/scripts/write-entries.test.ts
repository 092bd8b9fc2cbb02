import type { EventLogEntry } from '../../domain/event-log/entry';
import type { SinkDelivery } from '../../event-log/sink';
import { outcome } from '../../../test/support/script-runs';
import { createEntryWriter, withRefusal } from './write-entries';

const entry = (entryId: string) => ({ entryId }) as EventLogEntry;
const refused: SinkDelivery = { sink: 'syslog', state: 'failed', attempts: 1, error: 'sink_unavailable' };

function writer(refusals: number, fault?: Error) {
  const written: string[] = [];
  const waits: number[] = [];
  let left = refusals;
  const write = createEntryWriter({
    async write({ entryId }) {
      written.push(entryId);
      if (left-- <= 0) return { refused: [] };
      if (fault !== undefined) throw fault;
      return { refused: [refused] };
    },
    logger: { warn: () => undefined },
    wait: async (ms) => waits.push(ms),
  });
  return { write, written, waits };
}

it('writes one after the other', async () => {
  const { write, written, waits } = writer(0);
  expect(await write([entry('a'), entry('b')])).toBeNull();
  expect([written, waits]).toEqual([['a', 'b'], []]);
});

it('insists under the same id where a required sink does not take one', async () => {
  const { write, written, waits } = writer(2);
  expect(await write([entry('a'), entry('b')])).toBeNull();
  expect(written).toEqual(['a', 'a', 'a', 'b']);
  expect(waits).toEqual([250, 500]);
});

it.each([
  ['a sink', undefined, 'syslog (sink_unavailable)'],
  ['the database', new Error('away'), 'database (store_unavailable)'],
])('gives up after five attempts, and names %s', async (_name, fault, place) => {
  const { write, written } = writer(Infinity, fault);
  expect(await write([entry('a'), entry('b')])).toBe(place);
  expect(written).toEqual(['a', 'a', 'a', 'a', 'a']);
});

it('lets a run fail that had succeeded, and keeps why another one failed', () => {
  expect(withRefusal(outcome(), null)).toEqual(outcome());
  const place = 'syslog (sink_unavailable)';
  expect(withRefusal(outcome(), place)).toMatchObject({
    status: 'failed',
    error: { id: 'event_log_failed', message: expect.stringContaining(place) },
    notes: [expect.stringContaining(place)],
  });
  const error = { message: 'exit code 3', type: null, id: null, line: null };
  const before = outcome({ status: 'failed', error });
  expect(withRefusal(before, place)).toMatchObject({ status: 'failed', error, notes: [expect.any(String)] });
});
