import type { EventLogEntry } from '../../domain/event-log/entry';
import { createAuditAnchors } from './anchors';

const hash = 'a'.repeat(64);

function world(row: { seq: number; hash: string } | undefined) {
  const entries: EventLogEntry[] = [];
  const lines: [object, string][] = [];
  let clock = Date.parse('2030-01-01T10:10:00Z');
  const anchors = createAuditAnchors({
    newest: async () => row,
    writeEntry: async (entry) => entries.push(entry),
    logLine: (fields, text) => void lines.push([fields, text]),
    onFault: (error) => {
      throw error;
    },
    host: 'host',
    now: () => new Date(clock),
  });
  return { anchors, entries, lines, at: (time: string) => (clock = Date.parse(time)) };
}

describe('anchors of the audit log', () => {
  it('are told in the log and in the event log, there under one id an hour', async () => {
    const { anchors, entries, lines, at } = world({ seq: 7, hash });
    await anchors.note();
    at('2030-01-01T10:59:59Z');
    await anchors.note();
    at('2030-01-01T11:00:00Z');
    await anchors.note();
    expect(lines).toHaveLength(3);
    expect(lines[0]).toEqual([{ auditAnchor: `7:${hash}` }, `The newest row of the audit log is 7:${hash}`]);
    expect(entries[0]).toMatchObject({ eventId: 4143, data: { auditAnchor: `7:${hash}` } });
    expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(2);
  });

  it('are none while there is no row', async () => {
    const { anchors, entries, lines } = world(undefined);
    await anchors.note();
    expect([...entries, ...lines]).toEqual([]);
  });
});
