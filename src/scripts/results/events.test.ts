import { eventsLimit, readEvents } from './events';
import type { FileRead } from './read-file';

const file = (text: string, isCut = false): FileRead => ({ kind: 'read', content: Buffer.from(text), isCut });
const line = (more: object = {}) =>
  JSON.stringify({ source: 'App', eventId: 1, message: 'said', time: '2026-01-01T00:00:00Z', ...more });

describe('entries that a script left', () => {
  it('come in their order, with level and data', () => {
    const { events, notes } = readEvents(
      file(
        `${line({ entryType: 'failureaudit', data: 'AQI=', computer: 'host', log: 'Security' })}\r\n\n${line({ eventId: 2 })}`,
      ),
    );
    expect(notes).toEqual([]);
    expect(events).toEqual([
      {
        source: 'App',
        eventId: 1,
        level: 'FailureAudit',
        category: 1,
        message: 'said',
        time: '2026-01-01T00:00:00.000Z',
        data: { log: 'Security', computer: 'host', rawData: 'AQI=' },
      },
      expect.objectContaining({ eventId: 2, level: 'Information', data: {} }),
    ]);
  });

  it.each([
    ['nonsense', 'is no JSON'],
    ['[]', 'is no JSON object'],
    [line({ source: ' ' }), 'source is no text'],
    [line({ eventId: 70_000 }), 'eventId is no whole number from 0 to 65535'],
    [line({ eventId: '1' }), 'eventId is no whole number from 0 to 65535'],
    [line({ entryType: 'Loud' }), 'entryType is none of Error, Warning, Information, SuccessAudit, FailureAudit'],
    [line({ category: -1 }), 'category is no whole number from 0 to 65535'],
    [line({ message: 1 }), 'message is no text'],
    [line({ time: 'yesterday' }), 'time is no date'],
  ])('leave out a line that is none, with a note: %s', (wrong, note) => {
    const { events, notes } = readEvents(file(`${line()}\n${wrong}\n${line()}\n`));
    expect(events).toHaveLength(2);
    expect(notes).toEqual([`event_line_invalid 2: ${note}`]);
  });

  it('count up to their limits', () => {
    const many = readEvents(file(`${line()}\n`.repeat(1_001)));
    expect(many.events).toHaveLength(1_000);
    expect(many.notes).toEqual(['events_over_limit only the first 1000 entries count']);
    const cut = readEvents(file(`${line()}\n{"source":`, true));
    expect(cut.events).toHaveLength(1);
    expect(cut.notes).toEqual([`events_over_limit only the first ${eventsLimit} bytes count`]);
    const noise = readEvents(file('x\n'.repeat(5_000)));
    expect(noise.notes).toHaveLength(21);
  });
});
