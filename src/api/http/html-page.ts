import { createHash } from 'node:crypto';
import { escapeHtml } from '../../domain/values/escape-html';

/** A whole HTML document: no scripts, nothing that is fetched. `body` is HTML; `style` is CSS, see `styleSource`. */
export function htmlPage(title: string, body: string, style?: string): string {
  const head = style === undefined ? '' : `<meta name="viewport" content="width=device-width"><style>${style}</style>`;
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    `<title>${escapeHtml(title)}</title>${head}</head><body><main>${body}</main></body></html>`
  );
}

/** What a Content-Security-Policy says to allow exactly this style. */
export function styleSource(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
