import type { EventLogEntry } from '../../domain/event-log/entry';
import { writeEntries } from './write-entries';

const entry = { entryId: 'e' } as EventLogEntry;

it('tells which required sinks have not taken an entry, and that it could not be stored', async () => {
  const refused = [{ sink: 'syslog', state: 'failed', attempts: 1, error: 'connection_refused' }] as const;
  expect(await writeEntries({ write: async () => ({ delivery: [], refused: [] }) }, [entry], null)).toBeNull();
  expect(await writeEntries({ write: async () => ({ delivery: [], refused }) }, [entry], ['syslog'])).toEqual({
    ...{ error: 'connection_refused', message: 'Not written to syslog (connection_refused).' },
  });
  const away = { write: () => Promise.reject(new Error('away')) };
  expect(await writeEntries(away, [entry], null)).toMatchObject({ error: 'store_unavailable' });
});
