import type { EntryLevel, EventLogEntry } from '../domain/event-log/entry';
import { safeEntry } from './entry';
import { syslogMessage } from './syslog-format';

const format = { facility: 13, enterpriseId: 32473, processId: 42 };

function entry(change: Partial<EventLogEntry> = {}): EventLogEntry {
  return {
    entryId: 'e1',
    time: new Date('2030-01-02T03:04:05.678Z'),
    source: 'Certloom',
    eventId: 4101,
    level: 'Warning',
    category: 0,
    message: 'Certificate expiring: CN=a',
    data: { serial: '1f', subject: 'CN=a' },
    firingId: 'f1',
    instanceId: null,
    itemId: null,
    host: 'host.example',
    ...change,
  };
}

it('writes RFC 5424 with structured data and a BOM', () => {
  expect(syslogMessage(entry(), format).toString('utf8')).toBe(
    '<108>1 2030-01-02T03:04:05.678Z host.example Certloom 42 4101 ' +
      '[cert@32473 serial="1f" subject="CN=a"][certloom@32473 entryId="e1" firingId="f1" category="0"] ' +
      '\ufeffCertificate expiring: CN=a',
  );
});

it.each<[EntryLevel, number]>([
  ['Error', 107],
  ['Warning', 108],
  ['FailureAudit', 108],
  ['SuccessAudit', 109],
  ['Information', 110],
])('L4 %s has priority %i', (level, priority) => {
  expect(syslogMessage(entry({ level }), format).toString()).toMatch(new RegExp(`^<${priority}>1 `));
});

it('escapes values and keeps header fields printable', () => {
  const text = syslogMessage(
    entry({ source: 'My source é', host: 'a b', data: { subject: 'a"b]c\\d', 'bad name="]': 'x' } }),
    format,
  ).toString();
  expect(text).toContain(' a?b My_source_? 42 ');
  expect(text).toContain('[cert@32473 subject="a\\"b\\]c\\\\d" bad?name="x"]'.replace('bad?name', 'badname'));
});

it('cuts to the limit on a character boundary and says so', () => {
  for (const limit of [2_048, 400, 301, 300]) {
    const bytes = syslogMessage(entry({ message: '€'.repeat(2_000) }), format, limit);
    expect(bytes.length).toBeLessThanOrEqual(limit);
    expect(bytes.length).toBeGreaterThan(limit - 3);
    expect(bytes.toString('utf8')).toContain('truncated="1"');
    expect(bytes.toString('utf8')).not.toContain('\ufffd');
  }
});

it('cuts long values before it gives up the message', () => {
  const bytes = syslogMessage(entry({ data: { subject: 'ß'.repeat(4_000) } }), format, 2_048);
  expect(bytes.length).toBeLessThanOrEqual(2_048);
  expect(bytes.toString('utf8')).toMatch(/subject="ß{256}".*Certificate expiring: CN=a$/);
});

describe('safeEntry', () => {
  it('makes every text visible and bounded', () => {
    const safe = safeEntry(
      entry({
        source: ' \n ',
        message: `a\r\n<13>1 forged\u2028\u202e\0${'x'.repeat(40_000)}`,
        data: { 'k\n': 'v\n' },
        eventId: 70_000,
      }),
    );
    expect(safe.message).toMatch(/^a\\u000d\\u000a<13>1 forged\\u2028\\u202e\\u0000x/);
    expect(safe.message).toHaveLength(31_000);
    expect(safe.message.endsWith('…')).toBe(true);
    expect(safe.data).toEqual({ 'k\\u000a': 'v\\u000a' });
    expect(safe.eventId).toBe(0);
    expect(safe.source).toBe('\\u000a');
  });
});

describe('CEF', () => {
  const cef = { ...format, cef: { vendor: 'Certloom', product: 'Certloom', version: '1' } };

  it('stands behind the same header, without structured data and byte order mark', () => {
    expect(syslogMessage(entry(), cef).toString('utf8')).toMatch(
      /^<108>1 2030-01-02T03:04:05\.678Z host\.example Certloom 42 4101 - CEF:0\|Certloom\|Certloom\|1\|4101\|/,
    );
  });

  it('is cut on a character boundary and never in an escape', () => {
    const long = entry({ data: { subject: `${'é\\=|'.repeat(2_000)}` } });
    for (let bytes = 600; bytes < 640; bytes += 1) {
      const message = syslogMessage(long, cef, bytes);
      const text = message.toString('utf8');
      expect(message.length).toBeLessThanOrEqual(bytes);
      expect(text).not.toContain('\ufffd');
      expect((/\\*$/.exec(text)?.[0].length ?? 0) % 2).toBe(0);
    }
  });
});
