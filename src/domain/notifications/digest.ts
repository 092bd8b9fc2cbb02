import type { CertificateRecord, ValidationStatus } from '../certificates/certificate';
import type { RenderedNotice } from './delivery';
import type { NoticeContext, NoticeNames } from './notice';
import type { Channel } from './profile';
import { escapeHtml } from '../values/escape-html';
import { hoursLeftOf, peopleTime, wholeDays } from '../values/people-time';
import { headlineOf, mailSubjectOf, rowTimeLeft } from './digest-headline';
import { certificateNameOf, daysLeftOf, firstOtherName, shownHoursOf, subjectNameOf } from './template-data';
import { cutText, visibleText } from './visible-text';

/** One line of a digest. Texts are visible text; `notAfter` is RFC 3339, null when it is not known. */
export interface DigestRow {
  /** What people call the certificate; null when it has no name. */
  readonly name: string | null;
  readonly subject: string;
  readonly daysLeft: number | null;
  /** Whole hours, where so little is left that people are told hours; absent before, and after the end. */
  readonly hoursLeft?: number;
  readonly notAfter: string | null;
  readonly issuer: string | null;
  readonly owner: string | null;
  readonly groups: readonly string[];
  readonly raProfile: string | null;
  /** Names that no newer certificate has; absent without any. */
  readonly uncovered?: string;
  /** ISO 8601 duration before notAfter; null where the profile has no steps. */
  readonly step: string | null;
  /** Its validation status before and now, where a digest tells of that; its end is not what matters then. */
  readonly statuses?: { readonly from: ValidationStatus; readonly to: ValidationStatus };
  /** Absolute address of the page of the certificate, or of the firing. */
  readonly link: string;
}

export interface DigestOptions {
  readonly sample?: boolean;
  /** Certificates that the digest is about, where `rows` are only the first of them. Default: as many as rows. */
  readonly total?: number;
  /** Where all of them are listed. */
  readonly link?: string;
  /** What became of a CA, and made these certificates change, in words; absent where they expire. */
  readonly because?: string | undefined;
}

/** Rows of one message; what is beyond is counted. */
export const digestRows = 200;
const longestText = 200;
const groupsShown = 10;
const namesShown = 5;

/**
 * What the rows of one message may take: characters, those of each row's own markup included. Slack and Teams cut
 * longer texts in the middle, so fewer rows are shown there; the rest are within what a message may hold.
 */
const budgets: Readonly<Partial<Record<Channel, { readonly total: number; readonly perLine: number }>>> = {
  slack: { total: 24_000, perLine: 1 },
  teams: { total: 22_000, perLine: 120 },
};
const defaultBudget = { total: 95_000, perLine: 1 };

/** The line of a digest that stands for one notice. */
export function digestRowOf(notice: NoticeContext): DigestRow {
  const { envelope, certificate, pageUrl, rejected } = notice;
  const { data } = envelope;
  return {
    name: textOf(certificateNameOf(notice)),
    subject: cutText(subjectNameOf(notice), longestText),
    daysLeft: daysLeftOf(notice),
    ...hours(shownHoursOf(notice)),
    notAfter: textOf(data['expiresAt'] ?? certificate?.notAfter?.toISOString()),
    issuer: textOf(data['issuerDn']),
    ...named(rejected ? undefined : notice.names, textOf(data['raProfileName'])),
    step: textOf(notice.notice?.step),
    link: visibleText(pageUrl),
  };
}

/** What a digest tells of a certificate of the inventory. */
export type DigestCertificate = Pick<
  CertificateRecord,
  | 'uuid'
  | 'commonName'
  | 'subjectDn'
  | 'issuerDn'
  | 'subjectAlternativeNames'
  | 'serialNumber'
  | 'notAfter'
  | 'owner'
  | 'groups'
  | 'raProfile'
  | 'state'
  | 'archived'
> & {
  /** What successors leave open; absent where it has none. */
  readonly coverage?: Uncovered | undefined;
};

/** Names that no successor has; `remainingCount` is null where there are more than are known. */
interface Uncovered {
  readonly remaining: readonly string[];
  readonly remainingCount: number | null;
}

/** What a digest knows of one of its certificates, beside what the inventory has. `link` is its absolute address. */
interface RowMoment extends Pick<DigestRow, 'step' | 'link'> {
  readonly now: Date;
  readonly statuses?: DigestRow['statuses'] | undefined;
}

/** The line of a certificate as the inventory has it now. */
export function digestRowFor(
  certificate: DigestCertificate,
  names: NoticeNames,
  { step, now, link, statuses }: RowMoment,
): DigestRow {
  const { commonName, subjectDn, issuerDn, subjectAlternativeNames, serialNumber, notAfter } = certificate;
  const left = notAfter === null ? null : notAfter.getTime() - now.getTime();
  const name = subjectDn || subjectAlternativeNames[0] || (serialNumber ? `serial number ${serialNumber}` : 'unnamed');
  return {
    name: textOf(commonName || firstOtherName(subjectAlternativeNames)),
    subject: cutText(visibleText(name), longestText),
    daysLeft: left === null ? null : wholeDays(left),
    ...hours(left === null ? undefined : hoursLeftOf(left)),
    notAfter: notAfter?.toISOString() ?? null,
    issuer: textOf(issuerDn),
    ...named(names, null),
    ...(statuses === undefined ? uncovered(certificate.coverage) : {}),
    step,
    ...(statuses === undefined ? {} : { statuses: { from: statuses.from, to: statuses.to } }),
    link,
  };
}

function uncovered(coverage: Uncovered | undefined): Pick<DigestRow, 'uncovered'> {
  if (coverage === undefined || coverage.remaining.length === 0) return {};
  const { remaining, remainingCount } = coverage;
  const shown = remaining.slice(0, namesShown).map((name) => visibleText(name.replace(/^dNSName:/, '')));
  const more = remainingCount === null ? ' and more' : ` and ${remainingCount - shown.length} more`;
  return { uncovered: cutText(shown.join(', '), longestText) + (remainingCount === shown.length ? '' : more) };
}

function hours(hoursLeft: number | undefined): Pick<DigestRow, 'hoursLeft'> {
  return hoursLeft === undefined ? {} : { hoursLeft };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? cutText(visibleText(value), longestText) : null;
}

function named(names: NoticeNames | undefined, raProfile: string | null) {
  return {
    owner: textOf(names?.owner),
    groups: (names?.groups ?? []).slice(0, groupsShown).flatMap(({ name }) => textOf(name) ?? []),
    raProfile: textOf(names?.raProfile) ?? raProfile,
  };
}

/**
 * One message for all rows of a recipient, the next to expire first: a table in HTML for e-mail, one paragraph per row
 * in plain text. Pure text work without templates, so that thousands of digests cost little.
 */
export function digestTexts(
  rows: readonly DigestRow[],
  channel: Channel,
  { sample = false, total = rows.length, link, because }: DigestOptions = {},
): RenderedNotice {
  const sorted = [...rows].sort(
    (a, b) => compare(a.notAfter ?? '~', b.notAfter ?? '~') || compare(a.subject, b.subject),
  );
  const shown = withinBudget(sorted.slice(0, digestRows), channel);
  const mark = sample ? '[Sample] ' : '';
  const headline = `${mark}${headlineOf(total, sorted[0], because)}`;
  const left = total - shown.length;
  const end = left > 0 ? { more: `and ${left} more`, link } : { more: null, link };
  const lines = [...(end.more === null ? [] : [end.more]), ...(link === undefined ? [] : [`All of them: ${link}`])];
  const text = [headline, ...shown.map(paragraph), ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n');
  if (channel !== 'email') return { subject: headline, text: `${text}\n`, html: null };
  return {
    subject: mark + mailSubjectOf(total, sorted[0], because),
    text: `${text}\n`,
    html: table(headline, shown, end),
  };
}

/** The first rows that fit, at least one. */
function withinBudget(rows: readonly DigestRow[], channel: Channel): readonly DigestRow[] {
  const { total, perLine } = budgets[channel] ?? defaultBudget;
  let left = total;
  const past = rows.findIndex((row) => (left -= sizeOf(row, channel, perLine)) < 0);
  return past === -1 ? rows : rows.slice(0, Math.max(1, past));
}

/** In the receiver's own form: Slack's entities, the JSON of a card, the longer of text and HTML of a mail. */
function sizeOf(row: DigestRow, channel: Channel, perLine: number): number {
  const lines = paragraph(row).split('\n');
  const own = (line: string) => {
    if (channel === 'teams') return utf8Length(JSON.stringify(line));
    return channel === 'slack' ? escapeHtml(line).length : line.length;
  };
  const text = lines.reduce((sum, line) => sum + own(line) + perLine, 1);
  return channel === 'email' ? Math.max(text, tableRow(allColumns, row).length + 1) : text;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** `valid to invalid`; empty where a digest does not tell of that. */
export function statusesOf({ statuses }: Pick<DigestRow, 'statuses'>): string {
  return statuses === undefined ? '' : `${statuses.from} to ${statuses.to}`;
}

function paragraph(row: DigestRow): string {
  const facts = [
    row.statuses === undefined ? '' : `Status: ${statusesOf(row)}`,
    [
      row.statuses === undefined ? rowTimeLeft(row) : '',
      row.notAfter === null ? '' : `not after ${peopleTime(row.notAfter)}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
    row.issuer === null ? '' : `Issuer: ${row.issuer}`,
    row.owner === null ? '' : `Owner: ${row.owner}`,
    row.groups.length === 0 ? '' : `Groups: ${row.groups.join(', ')}`,
    row.raProfile === null ? '' : `RA profile: ${row.raProfile}`,
    row.uncovered ? `Still covered by nobody: ${row.uncovered}` : '',
    row.step === null ? '' : `Step: ${row.step}`,
    row.link,
  ];
  return [row.subject, ...facts.filter((fact) => fact !== '').map((fact) => `  ${fact}`)].join('\n');
}

const font = 'font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:1.4;color:#1f2933';

interface Column {
  readonly title: string;
  readonly of: (row: DigestRow) => string;
  /** Columns that no row fills are left out. */
  readonly isFilled: (row: DigestRow) => boolean;
}

const allColumns: readonly Column[] = [
  {
    title: 'Certificate',
    of: ({ subject, link }) => `<a href="${escapeHtml(link)}">${escapeHtml(subject)}</a>`,
    isFilled: () => true,
  },
  { title: 'Status', of: (row) => statusesOf(row), isFilled: ({ statuses }) => statuses !== undefined },
  {
    title: 'Left',
    of: (row) => escapeHtml(rowTimeLeft(row)),
    isFilled: ({ statuses }) => statuses === undefined,
  },
  { title: 'Not after', of: ({ notAfter }) => escapeHtml(peopleTime(notAfter ?? '')), isFilled: () => true },
  { title: 'Issuer', of: ({ issuer }) => escapeHtml(issuer ?? ''), isFilled: ({ issuer }) => issuer !== null },
  { title: 'Owner', of: ({ owner }) => escapeHtml(owner ?? ''), isFilled: ({ owner }) => owner !== null },
  { title: 'Groups', of: ({ groups }) => escapeHtml(groups.join(', ')), isFilled: ({ groups }) => groups.length > 0 },
  {
    title: 'RA profile',
    of: ({ raProfile }) => escapeHtml(raProfile ?? ''),
    isFilled: ({ raProfile }) => raProfile !== null,
  },
  {
    title: 'Still covered by nobody',
    of: ({ uncovered }) => escapeHtml(uncovered ?? ''),
    isFilled: ({ uncovered }) => Boolean(uncovered),
  },
  { title: 'Step', of: ({ step }) => escapeHtml(step ?? ''), isFilled: ({ step }) => step !== null },
];

/** Nothing is fetched, as in single notices. Cells have no style of their own: mail programs cut long messages. */
function table(
  headline: string,
  rows: readonly DigestRow[],
  { more, link }: { readonly more: string | null; readonly link: string | undefined },
): string {
  const columns = allColumns.filter(({ isFilled }) => rows.some(isFilled));
  const head = `<tr align="left">${columns.map(({ title }) => `<th>${title}</th>`).join('')}</tr>`;
  const body = rows.map((row) => tableRow(columns, row)).join('\n');
  const end =
    (more === null ? '' : `<p>${escapeHtml(more)}</p>\n`) +
    (link === undefined ? '' : `<p>All of them: <a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>\n`);
  return (
    `<div style="${font}">\n<h1 style="font-size:18px;margin:0 0 12px 0">${escapeHtml(headline)}</h1>\n` +
    `<table border="1" cellpadding="4" style="border-collapse:collapse;${font}">\n${head}\n${body}\n</table>\n${end}</div>\n`
  );
}

function tableRow(columns: readonly Column[], row: DigestRow): string {
  return `<tr valign="top">${columns.map(({ of }) => `<td>${of(row)}</td>`).join('')}</tr>`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
