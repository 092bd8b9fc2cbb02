/** One moment in a calendar. */
export interface CalendarEvent {
  /** Unique in the world and the same in every edition. */
  readonly uid: string;
  readonly at: Date;
  /** When what is told of it was last changed. */
  readonly changedAt: Date;
  readonly summary: string;
  /** May have several lines. */
  readonly description: string;
  /** Absolute address. */
  readonly url: string;
}

export interface Calendar {
  readonly name: string;
  readonly events: readonly CalendarEvent[];
}

const lineBytes = 75;

/** A calendar holds a component at least (RFC 5545, section 3.6), also when nothing is due. This one is no entry. */
const utc = [
  'BEGIN:VTIMEZONE',
  'TZID:UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** A calendar as a program subscribes to it (RFC 5545): CRLF, lines folded at 75 octets, texts escaped. */
export function toICalendar({ name, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Certloom//Expiring certificates//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escapeText(name)}`,
    // How often to come back: RFC 7986, section 5.7, and what was used before it.
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...utc,
    ...events.flatMap(toEvent),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

function toEvent({ uid, at, changedAt, summary, description, url }: CalendarEvent): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    // Without a METHOD it is the last change (section 3.8.7.2): unchanged events are unchanged text.
    `DTSTAMP:${toUtc(changedAt)}`,
    `LAST-MODIFIED:${toUtc(changedAt)}`,
    `DTSTART:${toUtc(at)}`,
    // The end of a certificate is a moment; without a length some programs draw none of it, others a whole day.
    'DURATION:PT15M',
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `URL:${toUri(url)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** RFC 5545, section 3.3.11. Control characters and direction marks other than line breaks are left out. */
export function escapeText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (found) =>
      found === '\n' ? '\n' : '',
    )
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** RFC 5545, section 3.1: pieces of at most 75 octets, never inside a character, each but the first after a space. */
export function foldLine(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of line) {
    const size = bytesOf(character);
    // The space that begins a piece counts, too.
    if (bytes + size > (pieces.length === 0 ? lineBytes : lineBytes - 1)) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  return [...pieces, piece].join('\r\n ');
}

/** UTF-8 length of one character. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function toUtc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** An address has no character that could end its line. */
function toUri(url: string): string {
  return encodeURI(url).replace(/%25/g, '%');
}
