import path from 'node:path';
import type { MailCatcher } from './mail-catcher';
import type { RunningProduct } from './product';
import { names } from './rules';
import { cut, textTable } from './text-table';
import type { Checked } from './verify';

const shortNames: Readonly<Record<string, string>> = {
  [names.ignoreTrigger]: 'ignore',
  [names.ellipticTrigger]: '1 elliptic',
  [names.renewTrigger]: '2 ends soon',
  [names.groupTrigger]: '3 in a group',
};

/** The table of what happened, one row for each certificate of each request. */
export function outcomeTable(checked: readonly Checked[], product: RunningProduct): string {
  const rows = checked.map(({ result, expected, deviations, firing, mails, logEntries }, index) => [
    String(index + 1),
    result.upload.way,
    cut(result.certificate.name, 34),
    `${result.status} ${result.outcome}${expected.kind === 'replay' ? ', the first answer' : ''}`,
    triggersOf(firing),
    firing === undefined ? '' : `${mails} / ${logEntries}`,
    deviations.length === 0 ? 'yes' : 'NO',
    firing === undefined ? '' : `${product.apiUrl}/api/v1/event-history/${String(firing['firingId'])}`,
  ]);
  return textTable(['#', 'sent', 'certificate', 'came out', 'triggers', 'mails / log', 'as expected', 'firing'], rows);
}

/** Where to look next, one thing a line. */
export function whereToLook(product: RunningProduct, catcher: MailCatcher | undefined, keyHint: string): string {
  const { apiUrl, temporalUiUrl } = product;
  const lines: [string, string][] = [
    ['API docs', `${apiUrl}/docs/`],
    ['Event history', `${apiUrl}/api/v1/event-history`],
    ['About to end', `${apiUrl}/api/v1/expiring`],
    ['Event log', `${apiUrl}/api/v1/event-log`],
    ['Deliveries', `${apiUrl}/api/v1/deliveries`],
    [
      'Mails',
      catcher === undefined
        ? 'sent by the running product to the mail server it is configured for'
        : `${catcher.mails().length} files, ${path.join(catcher.folder, '*.eml')}`,
    ],
    ['Temporal UI', temporalUiUrl ?? 'not configured'],
    ['With the key', `curl -H "Authorization: Bearer ${keyHint}" ${apiUrl}/api/v1/event-history`],
  ];
  return lines.map(([title, text]) => `  ${title.padEnd(14)} ${text}`).join('\n');
}

/** Each thing that did not come out as expected; empty when all did. */
export function deviationLines(checked: readonly Checked[]): string[] {
  return checked.flatMap(({ result, deviations }, index) =>
    deviations.map((text) => `  row ${index + 1}, ${result.upload.way}, ${cut(result.certificate.name, 40)}: ${text}`),
  );
}

function triggersOf(firing: Checked['firing']): string {
  const list = (firing?.['matchedTriggers'] ?? []) as readonly { readonly name: string }[];
  return list.map(({ name }) => shortNames[name] ?? name).join(', ');
}
