import type { NoticeContext, RenderedNotice } from './delivery';
import type { Channel } from './profile';
import { daysLeftOf, subjectNameOf } from './template-data';
import { cutText, visibleText } from './visible-text';

/** One line of a digest. Texts are visible text; `notAfter` is RFC 3339, null when it is not known. */
export interface DigestRow {
  readonly subject: string;
  readonly daysLeft: number | null;
  readonly notAfter: string | null;
  readonly issuer: string | null;
  readonly owner: string | null;
  readonly groups: readonly string[];
  /** Absolute address of the firing. */
  readonly link: string;
}

/** Rows of one message; what is beyond is counted. */
export const digestRows = 500;
const longestText = 300;

/** The line of a digest that stands for one notice. Owner and groups only where the profile includes them. */
export function digestRowOf(notice: NoticeContext): DigestRow {
  const { envelope, certificate, included, firingUrl } = notice;
  const text = (value: unknown) => (typeof value === 'string' ? cutText(visibleText(value), longestText) : null);
  return {
    subject: cutText(subjectNameOf(notice), longestText),
    daysLeft: daysLeftOf(notice),
    notAfter: text(envelope.data['expiresAt'] ?? certificate?.notAfter?.toISOString()),
    issuer: text(envelope.data['issuerDn']),
    owner: text(included?.owner),
    groups: (included?.groups ?? []).flatMap((name) => text(name) ?? []),
    link: visibleText(firingUrl),
  };
}

/**
 * One message for all rows of a recipient, the next to expire first: a table in HTML for e-mail, one paragraph per row
 * in plain text. Pure text work without templates, so that thousands of digests cost little.
 */
export function digestTexts(
  rows: readonly DigestRow[],
  channel: Channel,
  options: { readonly sample?: boolean } = {},
): RenderedNotice {
  const sorted = [...rows].sort(
    (a, b) => compare(a.notAfter ?? '~', b.notAfter ?? '~') || compare(a.subject, b.subject),
  );
  const shown = sorted.slice(0, digestRows);
  const mark = options.sample === true ? '[Sample] ' : '';
  const headline = `${mark}${headlineOf(sorted)}`;
  const more = sorted.length > shown.length ? `and ${sorted.length - shown.length} more` : null;
  const text = [headline, ...shown.map(paragraph), ...(more === null ? [] : [more])].join('\n\n');
  return { subject: headline, text: `${text}\n`, html: channel === 'email' ? table(headline, shown, more) : null };
}

function headlineOf(rows: readonly DigestRow[]): string {
  const count = rows.length === 1 ? '1 certificate is expiring' : `${rows.length} certificates are expiring`;
  const first = rows[0]?.daysLeft ?? null;
  return first === null ? count : `${count}, the first ${when(first)}`;
}

function when(days: number): string {
  if (days < 0) return 'has expired';
  if (days === 0) return 'within a day';
  return days === 1 ? 'in 1 day' : `in ${days} days`;
}

function daysText({ daysLeft }: DigestRow): string {
  if (daysLeft === null) return '';
  if (daysLeft < 0) return 'expired';
  return daysLeft === 1 ? '1 day left' : `${daysLeft} days left`;
}

function paragraph(row: DigestRow): string {
  const facts = [
    [daysText(row), row.notAfter === null ? '' : `not after ${row.notAfter}`].filter((part) => part !== '').join(', '),
    row.issuer === null ? '' : `Issuer: ${row.issuer}`,
    row.owner === null ? '' : `Owner: ${row.owner}`,
    row.groups.length === 0 ? '' : `Groups: ${row.groups.join(', ')}`,
    row.link,
  ];
  return [row.subject, ...facts.filter((fact) => fact !== '').map((fact) => `  ${fact}`)].join('\n');
}

const cell = 'padding:4px 12px 4px 0;vertical-align:top;text-align:left;border-bottom:1px solid #d9dee5';
const font = 'font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:1.4;color:#1f2933';

/** Styles are inline and nothing is fetched, as in single notices. */
function table(headline: string, rows: readonly DigestRow[], more: string | null): string {
  const columns: readonly { readonly title: string; readonly of: (row: DigestRow) => string }[] = [
    { title: 'Certificate', of: ({ subject, link }) => `<a href="${escapeHtml(link)}">${escapeHtml(subject)}</a>` },
    { title: 'Left', of: (row) => escapeHtml(daysText(row)) },
    { title: 'Not after', of: ({ notAfter }) => escapeHtml(notAfter ?? '') },
    { title: 'Issuer', of: ({ issuer }) => escapeHtml(issuer ?? '') },
    ...(rows.some(({ owner }) => owner !== null)
      ? [{ title: 'Owner', of: ({ owner }: DigestRow) => escapeHtml(owner ?? '') }]
      : []),
    ...(rows.some(({ groups }) => groups.length > 0)
      ? [{ title: 'Groups', of: ({ groups }: DigestRow) => escapeHtml(groups.join(', ')) }]
      : []),
  ];
  const tag = (name: 'th' | 'td', content: string) => `<${name} style="${cell}">${content}</${name}>`;
  const head = `<tr>${columns.map(({ title }) => tag('th', title)).join('')}</tr>`;
  const body = rows.map((row) => `<tr>${columns.map(({ of }) => tag('td', of(row))).join('')}</tr>`).join('\n');
  const end = more === null ? '' : `<p>${escapeHtml(more)}</p>\n`;
  return (
    `<div style="${font}">\n<h1 style="font-size:18px;margin:0 0 12px 0">${escapeHtml(headline)}</h1>\n` +
    `<table style="border-collapse:collapse;${font}">\n${head}\n${body}\n</table>\n${end}</div>\n`
  );
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
