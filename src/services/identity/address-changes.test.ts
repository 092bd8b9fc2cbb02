import type { EventLogEntry } from '../../domain/event-log/entry';
import { createAddressChangeLog } from './address-changes';

it.each([
  { after: 'new@x.example', text: 'from old@x.example to new@x.example by Ada' },
  { after: null, text: 'from old@x.example to none by Ada' },
])('an address that becomes $after is told in the event log', async ({ after, text }) => {
  const entries: EventLogEntry[] = [];
  const log = createAddressChangeLog({
    writeEntry: async (entry) => entries.push(entry),
    host: 'host',
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  await log({ kind: 'user', uuid: 'u', name: 'bob', before: 'old@x.example', after, by: { uuid: 'a', name: 'Ada' } });
  expect(entries).toMatchObject([{ eventId: 4144, level: 'Warning', message: expect.stringContaining(text) }]);
});
