import { cefLine } from './cef';
import type { EventLogEntry } from '../domain/event-log/entry';
import { safeEntry } from './entry';

const device = { vendor: 'Certloom', product: 'Certloom', version: '1.2' };

function entry(change: Partial<EventLogEntry> = {}): EventLogEntry {
  return {
    entryId: 'e1',
    time: new Date('2030-01-01T00:00:00Z'),
    source: 'Certloom',
    eventId: 4101,
    level: 'Warning',
    category: 0,
    message: 'Certificate expiring: CN=a',
    data: { subject: 'CN=a', notAfter: '2030-02-01T00:00:00.000Z' },
    firingId: null,
    instanceId: null,
    itemId: null,
    host: 'host',
    ...change,
  };
}

/** Reads a line as a receiver does: unescaped `|` part the header, `key=` at a word's start parts the extension. */
function parse(line: string): { readonly header: string[]; readonly extension: Record<string, string> } {
  const parts = line.split(/(?<!\\)(?:\\\\)*\|/);
  const header = line
    .match(/(?:\\.|[^\\|])*(?:\||$)/g)!
    .slice(0, 7)
    .map((part) => part.replace(/\|$/, ''));
  expect(parts.length).toBeGreaterThan(7);
  const rest = line.slice(header.join('|').length + 1);
  const starts = [...rest.matchAll(/(?:^| )([A-Za-z0-9]+)=/g)];
  const extension = starts.map((start, index) => {
    const value = rest.slice(start.index + start[0].length, starts[index + 1]?.index ?? rest.length);
    return [start[1]!, unescaped(value)];
  });
  return { header: header.map(unescaped), extension: Object.fromEntries(extension) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_all, character: string) => ({ n: '\n', r: '\r' })[character] ?? character);
}

it('has the seven header fields and labelled facts', () => {
  expect(cefLine(entry({ firingId: 'f1' }), device)).toBe(
    'CEF:0|Certloom|Certloom|1.2|4101|Certificate expiring: CN=a|6|rt=1893456000000 dvchost=host externalId=e1 ' +
      'cat=Warning deviceProcessName=Certloom msg=Certificate expiring: CN\\=a cs1=CN\\=a cs1Label=subject ' +
      'deviceCustomDate1=1896134400000 deviceCustomDate1Label=notAfter cs6=f1 cs6Label=firingId',
  );
});

it.each([
  { level: 'Error', severity: '8' },
  { level: 'Information', severity: '3' },
  { level: 'FailureAudit', severity: '6' },
] as const)('$level is $severity', ({ level, severity }) => {
  expect(parse(cefLine(entry({ level }))).header[6]).toBe(severity);
});

it.each([
  'CN=a|9|msg=forged act=allowed',
  'CN=a\\',
  'CN=a\\|b\\=c',
  'CN=a cs1Label=forged',
  'a\r\nCEF:0|x|y|z|1|forged|10|',
  '[x](http://e) <!channel> {{7*7}} =cmd|calc',
])('a hostile subject stays a value: %j', (hostile) => {
  const raw = entry({ message: hostile, data: { subject: hostile } });
  for (const given of [raw, safeEntry(raw)]) {
    const line = cefLine(given, device);
    expect(line).not.toMatch(/[\r\n]/);
    const { header, extension } = parse(line);
    expect(header.slice(0, 5)).toEqual(['CEF:0', 'Certloom', 'Certloom', '1.2', '4101']);
    expect(header[6]).toBe('6');
    expect(extension).toMatchObject({ externalId: 'e1', cat: 'Warning', cs1Label: 'subject' });
  }
  expect(parse(cefLine(safeEntry(raw), device)).extension['cs1']).toBe(safeEntry(raw).data['subject']);
});

it('cuts long values and gives unknown facts a name of their own', () => {
  const { header, extension } = parse(
    cefLine(entry({ message: 'm'.repeat(5_000), data: { subject: 's'.repeat(9_000), 'a=b c': 'x', msg: 'y' } })),
  );
  expect(header[5]).toHaveLength(512);
  expect(extension['msg']).toHaveLength(1_023);
  expect(extension['cs1']).toHaveLength(4_000);
  expect(extension).toMatchObject({ certloomAbc: 'x', certloomMsg: 'y' });
});
