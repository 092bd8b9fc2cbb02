import type { EventLogEntry } from '../../domain/event-log/entry';
import type { SinkDelivery } from '../../event-log/sink';
import { effectItemOf, effectOf, testNow } from '../../../test/support/alert-work';
import { createEventLogEffect } from './event-log-effect';

const entries: EventLogEntry[] = [];
let refused: SinkDelivery[] = [];
let sinksAsked: readonly string[] | null | undefined;
const log = createEventLogEffect({
  log: {
    async write(entry, sinks) {
      entries.push(entry);
      sinksAsked = sinks;
      return { delivery: [], refused };
    },
  },
  ...{ host: 'host', now: () => testNow },
});
const { signal } = new AbortController();

beforeEach(() => {
  entries.length = 0;
  refused = [];
});

it('writes an entry under the id of the row, with what is known of the item', async () => {
  expect(await log.carryOut(effectOf('event_log', { data: { team: '{cn}' } }), signal)).toEqual({ kind: 'done' });
  expect(entries).toMatchObject([
    {
      ...{
        entryId: 'key',
        eventId: 4101,
        level: 'Warning',
        source: 'Certloom',
        itemId: 'one',
        firingId: 'firing of one',
      },
      ...{
        message: 'one.example ends\none.example',
        data: { team: 'one.example', certificateId: 'one', threshold: '30' },
      },
    },
  ]);
});

it('writes what the handler says', async () => {
  const settings = { eventId: 7, level: 'Error', source: 'Ops', category: 3, message: 'x {cn}', sinks: ['syslog'] };
  await log.carryOut(effectOf('event_log', settings), signal);
  expect(entries).toMatchObject([{ eventId: 7, level: 'Error', source: 'Ops', category: 3, message: 'x one.example' }]);
  expect(sinksAsked).toEqual(['syslog']);
});

it('writes one entry for each item of a batch, each under an id of its own', async () => {
  await log.carryOut(effectOf('event_log', {}, { items: [effectItemOf('one'), effectItemOf('two')] }), signal);
  expect(entries.map(({ itemId }) => itemId)).toEqual(['one', 'two']);
  expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(2);
});

it('may be tried again where a required sink refuses', async () => {
  refused = [{ sink: 'syslog', state: 'failed', attempts: 1, error: 'connection_refused' }];
  expect(await log.carryOut(effectOf('event_log'), signal)).toMatchObject({
    ...{
      kind: 'failed',
      error: 'connection_refused',
      isTemporary: true,
      message: 'Not written to syslog (connection_refused).',
    },
  });
});
