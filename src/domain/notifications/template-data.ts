import { findEvent } from '../events/catalogue';
import { happenedOf } from '../events/particulars';
import type { Envelope, IncludedFacts, IncludedValues } from '../events/envelope';
import type { NoticeContext } from './notice';
import { certificatePlaceholders } from './placeholders';
import { hoursLeftOf, timeLeftText, wholeDays, withoutMilliseconds } from '../values/people-time';
import { visibleText } from './visible-text';

/** The event's name for people; the code of an event that this version does not know. */
export function eventNameOf(event: string): string {
  return findEvent(event)?.name ?? visibleText(event);
}

/**
 * What the event happened to, for people: subject name, first SAN or serial number of a certificate, name of a
 * discovery or job, action and object of an approval; else the object's uuid.
 */
export function subjectNameOf({ envelope, certificate }: Pick<NoticeContext, 'envelope' | 'certificate'>): string {
  const { data } = envelope;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const serial = text(data['serialNumber']);
  const [action, object] = [text(data['resourceAction']), text(data['objectName'])];
  const name =
    text(data['subjectDn']) ??
    certificate?.subjectAlternativeNames[0] ??
    (serial === undefined ? undefined : `serial number ${serial}`) ??
    text(data['discoveryName']) ??
    text(data['jobName']) ??
    (action === undefined || object === undefined ? action : `${action} ${object}`) ??
    envelope.objectUuid ??
    'unnamed';
  return visibleText(name);
}

/** What people call a certificate: its common name, or its first other name; null for what is no certificate. */
export function certificateNameOf({
  envelope,
  certificate,
}: Pick<NoticeContext, 'envelope' | 'certificate'>): string | null {
  if (envelope.resource !== 'certificates') return null;
  const dn = envelope.data['subjectDn'];
  const inDn = typeof dn === 'string' ? commonNameIn(dn) : undefined;
  const name = (certificate?.commonName ?? inDn) || firstOtherName(certificate?.subjectAlternativeNames ?? []);
  return name === undefined || name === '' ? null : visibleText(name);
}

/** The first subject alternative name without its type. */
export function firstOtherName([first]: readonly string[]): string | undefined {
  return first?.replace(/^[A-Za-z0-9]+:/, '');
}

/** The first common name of an RFC 4514 text, which has the most specific one first. */
function commonNameIn(dn: string): string | undefined {
  const found = /(?:^|[,+])CN=((?:\\[\s\S]|[^\\,+])*)/i.exec(dn)?.[1];
  return found?.replace(/(?:\\[0-9A-Fa-f]{2})+|\\([\s\S])/g, (escaped, single?: string) =>
    single === undefined || /^[0-9A-Fa-f]$/.test(single)
      ? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8')
      : single,
  );
}

/** Milliseconds from the event to notAfter; undefined when no date is known, or the certificate was revoked before it. */
function leftOf({ envelope, certificate }: Pick<NoticeContext, 'envelope' | 'certificate'>): number | undefined {
  const { expiresAt, state, newStatus } = envelope.data;
  if ([certificate?.state, state, newStatus].includes('revoked')) return undefined;
  const end = typeof expiresAt === 'string' ? Date.parse(expiresAt) : (certificate?.notAfter?.getTime() ?? Number.NaN);
  const left = end - Date.parse(envelope.occurredAt);
  return Number.isFinite(left) ? left : undefined;
}

/** Hours from the event to notAfter where people are told hours, see `hoursLeftOf`. */
export function shownHoursOf(notice: Pick<NoticeContext, 'envelope' | 'certificate'>): number | undefined {
  const left = leftOf(notice);
  return left === undefined ? undefined : hoursLeftOf(left);
}

/** Whole days from the event to notAfter, see `wholeDays`; null when no date is known. */
export function daysLeftOf(notice: Pick<NoticeContext, 'envelope' | 'certificate'>): number | null {
  const left = leftOf(notice);
  return left === undefined ? null : wholeDays(left);
}

/**
 * The plain data that a template sees (see placeholders.ts). Fresh objects of scalars and lists, no prototype that
 * matters, every text made visible: a subject name cannot open a line, a header or a tag of its own. Moments are RFC
 * 3339 without milliseconds.
 */
export function templateData(notice: NoticeContext): Record<string, unknown> {
  const { envelope } = notice;
  const left = leftOf(notice);
  return {
    ...(plain(envelope) as Record<string, unknown>),
    eventName: eventNameOf(envelope.event),
    rejected: notice.rejected,
    subject: subjectNameOf(notice),
    name: certificateNameOf(notice),
    happened: textOrNull(happenedOf(envelope.event, envelope.data)),
    daysLeft: daysLeftOf(notice),
    timeLeft: left === undefined ? null : timeLeftText(left),
    actor: plain(notice.actor),
    certificate: certificateData(notice),
    notice: plain(notice.notice ?? { cycle: null, step: null, number: null }),
    renewalNotes: renewalNotesOf(notice),
    included: includedData(notice.included ?? {}),
    links: { firing: visibleText(notice.pageUrl), run: plain(notice.runUrl), decides: notice.decides === true },
  };
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : visibleText(text);
}

/** The facts of spec "event log writer": flat text, only what is known. */
export function eventLogFacts({ envelope, certificate }: NoticeContext): Record<string, string> {
  const of = (field: string) => envelope.data[field];
  const facts: Record<string, unknown> = {
    certificateId: of('certificateUuid') ?? certificate?.uuid,
    thumbprint: certificate?.thumbprint,
    fingerprint: of('fingerprint') ?? certificate?.fingerprint,
    serial: of('serialNumber') ?? certificate?.serialNumber,
    subject: of('subjectDn') ?? certificate?.subjectDn,
    issuer: of('issuerDn') ?? certificate?.issuerDn,
    notAfter: of('expiresAt') ?? certificate?.notAfter?.toISOString(),
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

export type LogLevel = 'Error' | 'Warning' | 'Information';

const troubled: Readonly<Record<string, LogLevel>> = {
  failed: 'Error',
  warning: 'Warning',
  rejected: 'Warning',
  expired: 'Warning',
  expiring: 'Warning',
  revoked: 'Warning',
  invalid: 'Warning',
};

/** How loud a notice is in a log when its profile does not say. */
export function logLevelOf({ event, data }: Pick<Envelope, 'event' | 'data'>, rejected: boolean): LogLevel {
  if (typeof data['errorMessage'] === 'string') return 'Error';
  for (const field of ['newStatus', 'discoveryStatus', 'status', 'state']) {
    const value = data[field];
    if (typeof value === 'string' && Object.hasOwn(troubled, value)) return troubled[value] ?? 'Warning';
  }
  return rejected ? 'Warning' : (findEvent(event)?.logLevel ?? 'Information');
}

/** 4120 stands for every event that this version does not know. */
export function eventLogIdOf(event: string): number {
  return findEvent(event)?.eventLogId ?? 4120;
}

/** What the groups of the certificate say about renewing it, each note once; its line breaks stay. */
function renewalNotesOf({ names, rejected }: NoticeContext): string[] {
  const notes = rejected ? [] : (names?.groups ?? []).map(({ renewalNote }) => renewalNote?.trim() ?? '');
  return [...new Set(notes)]
    .filter((note) => note !== '')
    .map((note) =>
      note
        .split(/\r\n|\n/)
        .map(visibleText)
        .join('\n'),
    );
}

function includedData({ customAttributes, metadata, ...names }: IncludedFacts): Record<string, unknown> {
  return {
    ...(plain(names) as Record<string, unknown>),
    ...(customAttributes === undefined ? {} : { customAttributes: byName(customAttributes) }),
    ...(metadata === undefined ? {} : { metadata: byName(metadata) }),
  };
}

function byName(entries: readonly IncludedValues[]): Record<string, unknown> {
  return Object.fromEntries(entries.map(({ name, values }) => [visibleText(name), plain(values)]));
}

function certificateData({ certificate, rejected }: NoticeContext): Record<string, unknown> {
  const names = Object.keys(certificatePlaceholders) as (keyof typeof certificatePlaceholders)[];
  return certificateValues(rejected ? null : certificate, names);
}

/** These facts of a certificate as templates see them, all null when there is none. */
export function certificateValues<T extends object>(
  certificate: T | null,
  names: readonly (keyof T & string)[],
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, certificate === null ? null : plain(certificate[name])]));
}

function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutMilliseconds(visibleText(value));
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : withoutMilliseconds(value.toISOString());
  if (typeof value !== 'object' || value === null || depth > 5) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner, depth + 1)]));
}
