import { escapeText, foldLine, toICalendar, type CalendarEvent } from './icalendar';

const event = (change: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: '0c5e.1@certloom',
  at: new Date('2030-03-01T12:34:56.789Z'),
  changedAt: new Date('2029-01-02T03:04:05Z'),
  summary: 'Certificate expires: web.example.org',
  description: 'one\ntwo',
  url: 'https://certloom.example/api/v1/expiring/0c5e',
  ...change,
});
const unfold = (text: string) => text.replaceAll('\r\n ', '');

const timezone = [
  'BEGIN:VTIMEZONE',
  'TZID:UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
];

describe('toICalendar', () => {
  it('is a calendar with one event', () => {
    expect(unfold(toICalendar({ name: 'Expiring; mine', events: [event()] })).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Certloom//Expiring certificates//EN',
      'CALSCALE:GREGORIAN',
      'X-WR-CALNAME:Expiring\\; mine',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'X-PUBLISHED-TTL:PT1H',
      ...timezone,
      'BEGIN:VEVENT',
      'UID:0c5e.1@certloom',
      'DTSTAMP:20290102T030405Z',
      'LAST-MODIFIED:20290102T030405Z',
      'DTSTART:20300301T123456Z',
      'DURATION:PT15M',
      'SUMMARY:Certificate expires: web.example.org',
      'DESCRIPTION:one\\ntwo',
      'URL:https://certloom.example/api/v1/expiring/0c5e',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it.each([
    ['line breaks', 'a\r\nEND:VEVENT\r\nBEGIN:VEVENT'],
    ['a lone carriage return', 'a\rATTACH:http://evil.example'],
    ['line separators', 'a\u2028ATTACH:x\u2029ATTACH:y\u0085ATTACH:z'],
    ['vertical tab and form feed', 'a\u000bATTACH:x\u000cATTACH:y'],
    ['a null character', 'a\u0000b'],
    ['separators', 'CN=a,b;c\\d:e"f'],
    ['direction marks', 'gro.elpmaxe\u202e.com'],
    ['a lone surrogate', 'a\ud800b'],
    ['long text', '\u{1F512}'.repeat(400)],
  ])('keeps a hostile name inside its line: %s', (_name, text) => {
    const calendar = toICalendar({ name: text, events: [event({ summary: text, description: text })] });
    const lines = unfold(calendar).split('\r\n');
    expect(lines).toHaveLength(28);
    expect(lines.filter((line) => line.startsWith('BEGIN:VEVENT'))).toHaveLength(1);
    expect(lines.some((line) => /^ATTACH/.test(line))).toBe(false);
    for (const line of calendar.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
    }
  });
});

describe('escapeText', () => {
  it.each([
    ['a,b;c\\d', 'a\\,b\\;c\\\\d'],
    ['a\nb\r\nc\rd', 'a\\nb\\nc\\nd'],
    ['a:b "c"', 'a:b "c"'],
    ['\\n', '\\\\n'],
  ])('%j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });
});

describe('foldLine', () => {
  it.each([
    ['short', 'abc', 'abc'],
    ['75 octets', 'a'.repeat(75), 'a'.repeat(75)],
    ['76 octets', 'a'.repeat(76), `${'a'.repeat(75)}\r\n a`],
    ['150 octets', 'a'.repeat(150), `${'a'.repeat(75)}\r\n ${'a'.repeat(74)}\r\n a`],
    ['a character that does not fit', `${'a'.repeat(74)}ü`, `${'a'.repeat(74)}\r\n ü`],
    ['empty', '', ''],
  ])('%s', (_name, line, folded) => {
    expect(foldLine(line)).toBe(folded);
  });
});
