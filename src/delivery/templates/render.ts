import type { RenderedNotice } from '../../domain/notifications/delivery';
import type { NoticeContext } from '../../domain/notifications/notice';
import { defaultTexts } from '../../domain/notifications/default-texts';
import type { Channel, NotificationProfile } from '../../domain/notifications/profile';
import { templateData } from '../../domain/notifications/template-data';
import { cutText, visibleText } from '../../domain/notifications/visible-text';
import { engines } from './engine';

/** Characters of what is rendered; a subject is also a mail header. */
export const renderedLimits = { subject: 200, body: 100_000 } as const;

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
  options: { readonly sample?: boolean } = {},
): NoticeRendering {
  // A page opens for whoever has its address, and logs are read by many.
  const data = templateData(isForPrograms(channel) ? { ...notice, pageUrl: notice.firingUrl } : notice);
  const defaults = defaultTexts(notice.envelope.event, channel, notice.included);
  const own = profile.templates[channel] ?? {};
  const mark = options.sample === true ? '[Sample] ' : '';
  try {
    // A body of the profile's own without HTML: most mail programs would show ours instead of it.
    const html = own.html ?? (own.body === undefined ? defaults.html : undefined);
    return {
      subject: subjectLine(mark + rendered(own.subject ?? defaults.subject, data)),
      text: bodyOf(channel, mark + rendered(own.body ?? defaults.body, data)),
      html: htmlOf(mark, html, data),
      defaultTextUsed: false,
    };
  } catch {
    return {
      subject: subjectLine(mark + rendered(defaults.subject, data)),
      text: bodyOf(channel, mark + rendered(defaults.body, data)),
      html: htmlOf(mark, defaults.html, data),
      defaultTextUsed: true,
    };
  }
}

/** Null for an HTML that is too long: cut in the middle of a tag it would not be HTML any more. */
function htmlOf(mark: string, template: string | undefined, data: Record<string, unknown>): string | null {
  if (template === undefined) return null;
  const html = engines.html.parseAndRenderSync(template, data) as string;
  return html.length > renderedLimits.body ? null : mark + html;
}

function rendered(template: string, data: Record<string, unknown>): string {
  return engines.text.parseAndRenderSync(template, data) as string;
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
