import { cutText } from '../domain/notifications/visible-text';
import type { EntryLevel, EventLogEntry } from '../domain/event-log/entry';

/** Who speaks: fields 2 to 4 of the header. */
export interface CefDevice {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
}

export const defaultCefDevice: CefDevice = { vendor: 'Certloom', product: 'Certloom', version: '0' };

/** Characters: of a name, of `msg`, of a custom string, of a field's label or an unknown value. */
const limits = { name: 512, message: 1_023, value: 4_000, short: 1_023 } as const;

/** 0 (lowest) to 10. */
const severities: Readonly<Record<EntryLevel, number>> = {
  Error: 8,
  Warning: 6,
  FailureAudit: 6,
  SuccessAudit: 3,
  Information: 3,
};

/** Facts that have a place in the CEF dictionary; others go under their own name. */
const customStrings: readonly (readonly [fact: string, field: string])[] = [
  ['subject', 'cs1'],
  ['issuer', 'cs2'],
  ['serial', 'cs3'],
  ['fingerprint', 'cs4'],
  ['certificateId', 'cs5'],
  ['thumbprint', 'flexString1'],
];
const dictionary = new Set([...customStrings.map(([fact]) => fact), 'notAfter']);

/**
 * An entry as one line of CEF:0 without a line break: the event id as signature, facts as custom strings with labels,
 * `externalId` the entry's id, by which a receiver drops doubles. Header fields escape `\` and `|`, values of the
 * extension `\`, `=` and line breaks; long values are cut.
 */
export function cefLine(entry: EventLogEntry, device: CefDevice = defaultCefDevice): string {
  const header = [
    'CEF:0',
    headerField(device.vendor, 63),
    headerField(device.product, 63),
    headerField(device.version, 31),
    String(entry.eventId),
    headerField(entry.message, limits.name),
    String(severities[entry.level]),
  ];
  return `${header.join('|')}|${extension(entry)}`;
}

function extension(entry: EventLogEntry): string {
  const { data } = entry;
  const fields: [name: string, value: string | null][] = [
    ['rt', String(entry.time.getTime())],
    ['dvchost', cutText(entry.host, 100)],
    ['externalId', entry.entryId],
    ['cat', entry.level],
    ['deviceProcessName', entry.source],
    ['msg', cutText(entry.message, limits.message)],
  ];
  for (const [fact, field] of customStrings) {
    if (data[fact] !== undefined) fields.push([field, cutText(data[fact], limits.value)], [`${field}Label`, fact]);
  }
  const notAfter = Date.parse(data['notAfter'] ?? '');
  if (!Number.isNaN(notAfter)) {
    fields.push(['deviceCustomDate1', String(notAfter)], ['deviceCustomDate1Label', 'notAfter']);
  }
  if (entry.firingId !== null) fields.push(['cs6', entry.firingId], ['cs6Label', 'firingId']);
  for (const [name, value] of Object.entries(data)) {
    // A prefix keeps a fact from posing as a field of the dictionary.
    if (!dictionary.has(name)) fields.push([`certloom${capitalised(name)}`, cutText(value, limits.short)]);
  }
  return fields.flatMap(([name, value]) => (value === null ? [] : [`${name}=${extensionValue(value)}`])).join(' ');
}

function headerField(text: string, longest: number): string {
  return cutText(text.replace(/[\r\n]+/g, ' '), longest).replace(/[\\|]/g, '\\$&');
}

function extensionValue(text: string): string {
  return text
    .replace(/[\\=]/g, '\\$&')
    .replace(/\r\n|\n/g, '\\n')
    .replace(/\r/g, '\\r');
}

/** Letters and digits only: a name must not hold `=` or a blank. */
function capitalised(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9]/g, '').slice(0, 64);
  return safe.charAt(0).toUpperCase() + safe.slice(1);
}
