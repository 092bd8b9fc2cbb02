import { cefLine, type CefDevice } from './cef';
import type { EventLogEntry } from '../domain/event-log/entry';
import { exampleEnterpriseId } from '../domain/event-log/warnings';
import { severities } from './severities';

export interface SyslogFormat {
  /** RFC 5424, section 6.2.1: 0..23; 13 is "log audit". */
  readonly facility: number;
  /** Private enterprise number of the structured data ids. */
  readonly enterpriseId: number;
  readonly processId: number;
  /** The message is CEF:0 of this device, in place of structured data and text. */
  readonly cef?: CefDevice;
}

export const defaultSyslogFormat: SyslogFormat = {
  facility: 13,
  enterpriseId: exampleEnterpriseId,
  processId: process.pid,
};

const byteOrderMark = '\ufeff';

/**
 * An entry as an RFC 5424 message in UTF-8, certificate facts and ids as structured data. Where `maxBytes` is given and
 * would be exceeded, the message and then the values are cut on a character boundary and `truncated="1"` says so.
 */
export function syslogMessage(entry: EventLogEntry, format: SyslogFormat, maxBytes = Infinity): Buffer {
  if (format.cef !== undefined) return cefMessage(entry, format, format.cef, maxBytes);
  const whole = Buffer.from(`${head(entry, format, Infinity, false)}${entry.message}`, 'utf8');
  if (whole.length <= maxBytes) return whole;
  for (const longest of [Infinity, 256, 64, 16, 0]) {
    const start = Buffer.from(head(entry, format, longest, true), 'utf8');
    if (start.length <= maxBytes) return Buffer.concat([start, cutBytes(entry.message, maxBytes - start.length)]);
  }
  return cutBytes(head(entry, format, 0, true), maxBytes);
}

/** No byte order mark: receivers look for `CEF:` at the start of the message. A cut never leaves half an escape. */
function cefMessage(entry: EventLogEntry, format: SyslogFormat, device: CefDevice, maxBytes: number): Buffer {
  const whole = `${header(entry, format)} - ${cefLine(entry, device)}`;
  if (Buffer.byteLength(whole, 'utf8') <= maxBytes) return Buffer.from(whole, 'utf8');
  const cut = cutBytes(whole, maxBytes).toString('utf8');
  const slashes = /\\*$/.exec(cut)?.[0].length ?? 0;
  return Buffer.from(slashes % 2 === 1 ? cut.slice(0, -1) : cut, 'utf8');
}

/** PRI to MSGID (RFC 5424, section 6.2). */
function header(entry: EventLogEntry, format: SyslogFormat): string {
  const priority = format.facility * 8 + severities[entry.level];
  const appName = headerField(entry.source.replaceAll(' ', '_'), 48);
  const fields = [
    `<${priority}>1`,
    entry.time.toISOString(),
    headerField(entry.host, 255),
    appName,
    headerField(String(format.processId), 128),
    headerField(String(entry.eventId), 32),
  ];
  return fields.join(' ');
}

function head(entry: EventLogEntry, format: SyslogFormat, longest: number, truncated: boolean): string {
  const ids = {
    entryId: entry.entryId,
    firingId: entry.firingId,
    instanceId: entry.instanceId,
    itemId: entry.itemId,
    category: String(entry.category),
    ...(truncated ? { truncated: '1' } : {}),
  };
  const data =
    element(`cert@${format.enterpriseId}`, entry.data, longest) + element(`certloom@${format.enterpriseId}`, ids, 256);
  return `${header(entry, format)} ${data} ${byteOrderMark}`;
}

/** Printable US-ASCII without spaces (RFC 5424, section 6); `-` when nothing is left. */
function headerField(text: string, length: number): string {
  const safe = text.replace(/[^\x21-\x7e]/g, '?').slice(0, length);
  return safe === '' ? '-' : safe;
}

/** SD-ELEMENT; `longest` 0 leaves it without parameters. Names are SD-NAMEs, values escape `"`, `\` and `]`. */
function element(id: string, values: Readonly<Record<string, string | null>>, longest: number): string {
  const parameters = Object.entries(values).flatMap(([name, value]) => {
    const safeName = name.replace(/[^\x21-\x7e]|[="\]]/g, '').slice(0, 32);
    if (value === null || safeName === '' || longest === 0) return [];
    return [
      ` ${safeName}="${[...value]
        .slice(0, longest)
        .join('')
        .replace(/["\\\]]/g, '\\$&')}"`,
    ];
  });
  return `[${id}${parameters.join('')}]`;
}

function cutBytes(text: string, bytes: number): Buffer {
  const whole = Buffer.from(text, 'utf8');
  if (whole.length <= bytes) return whole;
  let end = bytes;
  // Step back over continuation bytes (10xxxxxx), so that no character is split.
  while (end > 0 && (whole[end]! & 0xc0) === 0x80) end -= 1;
  return whole.subarray(0, end);
}
