import type { RenderedNotice } from '../../domain/notifications/delivery';
import type { NoticeContext } from '../../domain/notifications/notice';
import { defaultTexts } from '../../domain/notifications/default-texts';
import type { Channel, NotificationProfile } from '../../domain/notifications/profile';
import { templateData } from '../../domain/notifications/template-data';
import { cutText, visibleText } from '../../domain/notifications/visible-text';
import { engines, templateLimits } from './engine';

/** Characters of what is rendered; a subject is also a mail header. */
export const renderedLimits = { subject: 200, body: 100_000 } as const;

/** What rendering may take in all, where several messages are made for one request. */
export class RenderBudget {
  constructor(private leftMs: number) {}

  /** Does a piece with what it may take; throws when nothing is left. */
  spend<T>(piece: (limitMs: number) => T): T {
    if (this.leftMs <= 0) throw new Error('no time is left for templates');
    const startedAt = performance.now();
    try {
      return piece(Math.min(templateLimits.renderLimit, this.leftMs));
    } finally {
      this.leftMs -= performance.now() - startedAt;
    }
  }
}

/** Channels of one notice share its data: a certificate may have thousands of names. */
const dataForPeople = new WeakMap<NoticeContext, Record<string, unknown>>();
const dataForPrograms = new WeakMap<NoticeContext, Record<string, unknown>>();

export interface NoticeRendering extends RenderedNotice {
  /** A template of the profile broke at run time (limits, for example), and the default text stands in for all. */
  readonly defaultTextUsed: boolean;
}

/**
 * The text of a notice on a channel: the profile's templates, and the default text for what it leaves out. Never
 * throws: a notice with the default text is better than none. The subject is one line of at most 200 characters.
 */
export function renderNotice(
  profile: Pick<NotificationProfile, 'templates'>,
  channel: Channel,
  notice: NoticeContext,
  options: { readonly sample?: boolean; readonly budget?: RenderBudget } = {},
): NoticeRendering {
  const data = dataOf(notice, channel);
  const ofProfile = (render: typeof rendered, template: string) =>
    options.budget === undefined
      ? render(template, data)
      : options.budget.spend((limitMs) => render(template, data, limitMs));
  const defaults = defaultTexts(notice.envelope.event, channel, notice.included);
  const own = profile.templates[channel] ?? {};
  const mark = options.sample === true ? '[Sample] ' : '';
  try {
    // A body of the profile's own without HTML: most mail programs would show ours instead of it.
    const html = own.html ?? (own.body === undefined ? defaults.html : undefined);
    return {
      subject: subjectLine(mark + ofProfile(rendered, own.subject ?? defaults.subject)),
      text: bodyOf(channel, mark + ofProfile(rendered, own.body ?? defaults.body)),
      html: html === undefined ? null : htmlOf(mark, ofProfile(renderedHtml, html)),
      defaultTextUsed: false,
    };
  } catch {
    return {
      subject: subjectLine(mark + rendered(defaults.subject, data)),
      text: bodyOf(channel, mark + rendered(defaults.body, data)),
      html: defaults.html === undefined ? null : htmlOf(mark, renderedHtml(defaults.html, data)),
      defaultTextUsed: true,
    };
  }
}

/** Null for an HTML that is too long: cut in the middle of a tag it would not be HTML any more. */
function htmlOf(mark: string, html: string): string | null {
  return html.length > renderedLimits.body ? null : mark + html;
}

function rendered(
  template: string,
  data: Record<string, unknown>,
  renderLimit: number = templateLimits.renderLimit,
): string {
  return engines.text.parseAndRenderSync(template, data, { renderLimit }) as string;
}

function renderedHtml(
  template: string,
  data: Record<string, unknown>,
  renderLimit: number = templateLimits.renderLimit,
): string {
  return engines.html.parseAndRenderSync(template, data, { renderLimit }) as string;
}

function dataOf(notice: NoticeContext, channel: Channel): Record<string, unknown> {
  const forPrograms = isForPrograms(channel);
  const made = forPrograms ? dataForPrograms : dataForPeople;
  // A page opens for whoever has its address, and logs are read by many.
  const data = made.get(notice) ?? templateData(forPrograms ? { ...notice, pageUrl: notice.firingUrl } : notice);
  made.set(notice, data);
  return data;
}

function subjectLine(text: string): string {
  return cutText(visibleText(text.replace(/\s+/g, ' ')).trim(), renderedLimits.subject);
}

function isForPrograms(channel: Channel): boolean {
  return channel === 'eventLog' || channel === 'webhook';
}

/** A log line is one line; other bodies keep theirs. */
function bodyOf(channel: Channel, text: string): string {
  return cutText(isForPrograms(channel) ? text.replace(/\s+/g, ' ').trim() : text, renderedLimits.body);
}
