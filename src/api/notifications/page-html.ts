import type { NoticePage } from '../../services/notifications/pages';
import { statusesOf } from '../../domain/notifications/digest';
import { rowTimeLeft } from '../../domain/notifications/digest-headline';
import { peopleTime } from '../../domain/values/people-time';
import { escapeHtml } from '../../domain/values/escape-html';
import { htmlPage } from '../http/html-page';

/** The one style of these pages; the Content-Security-Policy allows nothing else. */
export const pageStyle =
  'body{font:16px/1.5 Helvetica,Arial,sans-serif;color:#1f2933;max-width:60em;margin:2em auto;padding:0 1em}' +
  'h1{font-size:1.3em;overflow-wrap:anywhere}table{border-collapse:collapse}' +
  'th,td{text-align:left;vertical-align:top;padding:.25em 1em .25em 0;overflow-wrap:anywhere;white-space:pre-line}' +
  'th{white-space:nowrap}form{margin-top:1.5em}label{display:block;margin:.5em 0}input{font:inherit;width:100%;max-width:30em}' +
  'button{font:inherit;padding:.4em 1em;min-height:2.75em}.fault{border-left:4px solid #b91c1c;padding-left:.8em}' +
  // On a telephone names stand above their values, and buttons are as wide as a thumb needs.
  '@media(max-width:34em){body{margin:1em auto}th,td{display:block;white-space:pre-line;padding:.1em 0}th{font-size:.9em}' +
  'input,button{width:100%;box-sizing:border-box;margin:.25em 0}}';

/** What the form of a page sends back. */
export interface PageForm {
  readonly token: string;
  /** Proves that the page was shown. */
  readonly form: string;
  /** Whether the link alone is enough. */
  readonly needsKey: boolean;
  /** In whose name the page decides on its approval without a key; null: it asks for one. */
  readonly decidesAs: string | null;
}

/** The page of a notice as HTML. `fault` says why what was sent before was not done. */
export function noticePageHtml(page: NoticePage, form: PageForm, fault?: string): string {
  const { title, facts, remarks, list, acknowledgement, decision, screen } = page;
  const mayAcknowledge = acknowledgement?.state === 'due' || acknowledgement?.state === 'expired';
  return htmlPage(
    title,
    [
      `<h1>${escapeHtml(title)}</h1>`,
      ...(fault === undefined ? [] : [paragraph(fault, 'fault')]),
      ...(facts.length === 0 ? [] : [`<table>${facts.map(factRow).join('')}</table>`]),
      ...remarks.map((remark) => paragraph(remark)),
      ...(list === null ? [] : [listHtml(list)]),
      ...(mayAcknowledge ? [formHtml(form)] : []),
      ...(decision === null ? [] : [decisionHtml(form)]),
      // Beside `/n/`, whatever stands in front of both.
      ...(screen === null ? [] : [`<p><a href="../${escapeHtml(screen)}">Open it in the console</a></p>`]),
    ].join('\n'),
    pageStyle,
  );
}

/** A page that says one thing. */
export function messagePageHtml(title: string, detail: string): string {
  return htmlPage(title, `<h1>${escapeHtml(title)}</h1>\n${paragraph(detail)}`, pageStyle);
}

function factRow({ label, value }: NoticePage['facts'][number]): string {
  return `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`;
}

function paragraph(text: string, kind?: string): string {
  return `<p${kind === undefined ? '' : ` class="${kind}" role="alert"`}>${escapeHtml(text)}</p>`;
}

function listHtml({ rows, hasMore }: NonNullable<NoticePage['list']>): string {
  const tellsStatuses = rows.some(({ statuses }) => statuses !== undefined);
  const cells = rows.map((row) => {
    const { link, subject, notAfter, issuer } = row;
    const texts = [tellsStatuses ? statusesOf(row) : rowTimeLeft(row), peopleTime(notAfter ?? ''), issuer ?? ''].map(
      (text) => `<td>${escapeHtml(text)}</td>`,
    );
    return `<tr><td><a href="${escapeHtml(link)}">${escapeHtml(subject)}</a></td>${texts.join('')}</tr>`;
  });
  const titles = ['Certificate', tellsStatuses ? 'Status' : 'Left', 'Not after', 'Issuer'];
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join('');
  return `<table><tr>${head}</tr>${cells.join('')}</table>${hasMore ? paragraph(`These are the first ${rows.length}.`) : ''}`;
}

/** A decision is always somebody's: of the owner of the key, or of the user whom the link names. */
function decisionHtml({ token, form, decidesAs }: PageForm): string {
  return [
    '<form method="post" action="decide">',
    ...hiddenFields(token, form),
    decidesAs === null
      ? '<p>To decide, sign in to the console, or decide here with an API key.</p>'
      : `<p>You decide as <strong>${escapeHtml(decidesAs)}</strong>.</p>`,
    '<label>Comment <input name="comment" maxlength="1000" autocomplete="off"></label>',
    ...(decidesAs === null
      ? ['<label>API key <input name="key" type="password" maxlength="512" autocomplete="off" required></label>']
      : []),
    '<button name="decision" value="approve">Approve</button> <button name="decision" value="reject">Reject</button>',
    '</form>',
  ].join('\n');
}

function hiddenFields(token: string, form: string): string[] {
  return [
    `<input type="hidden" name="token" value="${escapeHtml(token)}">`,
    `<input type="hidden" name="form" value="${escapeHtml(form)}">`,
  ];
}

/** The key is asked for each time and shown to nobody: browsers are told not to keep it. */
function formHtml({ token, form, needsKey }: PageForm): string {
  const keyLabel = needsKey ? 'API key' : 'API key (without one, the acknowledgement is by “signed link”)';
  return [
    '<form method="post" action="acknowledge">',
    ...hiddenFields(token, form),
    '<p>Acknowledging stops the notices about this certificate until it is replaced.</p>',
    '<label>Comment <input name="comment" maxlength="1000" autocomplete="off"></label>',
    `<label>${keyLabel} <input name="key" type="password" maxlength="512" autocomplete="off"${needsKey ? ' required' : ''}></label>`,
    '<button>Acknowledge</button>',
    '</form>',
  ].join('\n');
}
