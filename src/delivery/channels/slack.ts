import { detailsLabel } from '../../domain/notifications/default-texts';
import type { DeliveryMessage } from '../../domain/notifications/delivery';
import { eventNameOf } from '../../domain/notifications/template-data';
import { peopleTime } from '../../domain/values/people-time';
import { type ChannelSender, type FiringPageUrl, type OutgoingNotice } from './channel';
import { permanent, temporary, type SendResult } from '../send-result';
import { bodyBelowHeadline } from './chat-text';
import { askedAgainIn, resultOf, saidFault } from './http-result';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { openSecret, type SecretBox } from '../../secrets/secret-box';

/** Slack's limits of a header, of a text object and of the fallback text, in characters; and sections that we send. */
export const slackLimits = { header: 150, section: 3_000, sections: 10, fallback: 4_000 } as const;

export interface SlackDeps {
  readonly http: HttpSender;
  readonly secrets: SecretBox;
  readonly pageUrl: FiringPageUrl;
}

/** One message per notice to an incoming webhook. The address is the secret: it stands in no result. */
export function createSlackSender({ http, secrets, pageUrl }: SlackDeps): ChannelSender<'slack'> {
  return {
    type: 'slack',
    async send(notice, settings, signal) {
      const url = openSecret(secrets, settings.url, notice.profile);
      if (url === undefined) return temporary('secret_unreadable', 'The address cannot be opened with the master key.');
      const body = Buffer.from(JSON.stringify(slackMessage(notice, pageUrl)), 'utf8');
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return judge(await http.post(url, headers, body, signal, { peek: true }), url);
    },
  };
}

/**
 * Block Kit: the subject as header, the body as sections, below them when and where. Text objects are `plain_text`, so
 * that neither `*` of a wildcard name nor `_` means anything; `&`, `<` and `>` are escaped, so `<!channel>` stays text.
 */
export function slackMessage(
  { message, sample }: Pick<OutgoingNotice, 'message' | 'sample'>,
  pageUrl: FiringPageUrl,
): object {
  const { subject, envelope } = message;
  const headline = subject === '' ? eventNameOf(envelope.event) : subject;
  // A sample belongs to no firing, so there is nothing to look at.
  const { label, url } = message.link ?? { label: detailsLabel, url: pageUrl(envelope) };
  const link = sample ? '' : ` · <${escapeSlack(url)}|${escapeSlack(label)}>`;
  const context = `${escapeSlack(eventNameOf(envelope.event))} · ${escapeSlack(peopleTime(envelope.occurredAt))}${link}`;
  return {
    text: escapeSlack(headline, slackLimits.fallback),
    // Nothing in the fallback is formatted, linked or unfolded either.
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plainText(escapeSlack(headline, slackLimits.header)) },
      ...sectionsOf(message).map((text) => ({ type: 'section', text: plainText(text) })),
      { type: 'context', elements: [{ type: 'mrkdwn', text: context, verbatim: true }] },
    ],
  };
}

/** `&`, `<` and `>` as entities, at most `longest` characters afterwards; a cut text ends in `…`, never in half an entity. */
export function escapeSlack(text: string, longest = Infinity): string {
  const escaped = [...text].map((character) => entities[character] ?? character);
  if (escaped.join('').length <= longest) return escaped.join('');
  let kept = '';
  for (const piece of escaped) {
    if (kept.length + piece.length > longest - 1) break;
    kept += piece;
  }
  return `${kept}…`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function plainText(text: string) {
  return { type: 'plain_text', text, emoji: false };
}

/** The body in pieces of whole lines; what is beyond the last section is cut. */
function sectionsOf(message: DeliveryMessage): string[] {
  const sections: string[] = [];
  for (const line of bodyBelowHeadline(message).split('\n')) {
    const escaped = escapeSlack(line, slackLimits.section);
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + escaped.length <= slackLimits.section) {
      sections[sections.length - 1] = `${last}\n${escaped}`;
    } else if (sections.length < slackLimits.sections) {
      sections.push(escaped);
    } else {
      sections[sections.length - 1] = cutEscaped(last ?? '', slackLimits.section);
      break;
    }
  }
  return sections.map((section) => section.trim()).filter((section) => section !== '');
}

/** Adds `…` on a line of its own; where that does not fit, the last line makes room, as a whole. */
function cutEscaped(section: string, longest: number): string {
  const kept = section.length + 2 <= longest ? section : section.slice(0, section.lastIndexOf('\n') + 1).trimEnd();
  return `${kept}\n…`;
}

/** Slack's words for what will not work the next time either; some come with a status that would say otherwise. */
const refusals = [
  'invalid_payload',
  'invalid_token',
  'no_text',
  'no_team',
  'no_service',
  'no_service_id',
  'no_active_hooks',
  'action_prohibited',
  'channel_not_found',
  'channel_is_archived',
  'team_disabled',
  'user_not_found',
  'posting_to_general_channel_denied',
  'too_many_attachments',
];

function judge(outcome: HttpOutcome, url: string): SendResult {
  const said = outcome.kind === 'answered' ? outcome.answer.said : undefined;
  // Workflow webhooks answer 200 with `{"ok":false,"error":"…"}`.
  const error = saidFault(said);
  const refusal = refusals.find((word) => word === said || word === error);
  if (refusal !== undefined) return permanent('slack_refused', `Slack refused the message: ${refusal}.`);
  const result = resultOf(outcome, 'Slack', url);
  if (result.kind !== 'delivered' || error === undefined) return result;
  return temporary('slack_failed', `Slack took the message and said that it failed: ${error}`, askedAgainIn(outcome));
}
