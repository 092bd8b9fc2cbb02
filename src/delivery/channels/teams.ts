import { detailsLabel } from '../../domain/notifications/default-texts';
import type { DeliveryMessage } from '../../domain/notifications/delivery';
import { eventNameOf } from '../../domain/notifications/template-data';
import { cutText } from '../../domain/notifications/visible-text';
import { type ChannelSender, type FiringPageUrl, type OutgoingNotice } from './channel';
import { temporary, type SendResult } from '../send-result';
import { bodyBelowHeadline } from './chat-text';
import { askedAgainIn, resultOf, saidFault } from './http-result';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { openSecret, type SecretBox } from '../../secrets/secret-box';

/** Bytes of a message; Teams takes 28 KB. */
export const teamsBodyLimit = 27_000;
const lineLimit = 4_000;
/** Bytes kept free for the line that says that something was cut. */
const cutMarkBytes = 200;

export interface TeamsDeps {
  readonly http: HttpSender;
  readonly secrets: SecretBox;
  readonly pageUrl: FiringPageUrl;
}

/** One card per notice to a Workflows webhook, which answers 202. Its whole address is the secret: it stands in no result. */
export function createTeamsSender({ http, secrets, pageUrl }: TeamsDeps): ChannelSender<'teams'> {
  return {
    type: 'teams',
    async send(notice, settings, signal) {
      const url = openSecret(secrets, settings.url, notice.profile);
      if (url === undefined) return temporary('secret_unreadable', 'The address cannot be opened with the master key.');
      const body = Buffer.from(JSON.stringify(teamsMessage(notice, pageUrl)), 'utf8');
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return judge(await http.post(url, headers, body, signal, { peek: true }), url);
    },
  };
}

/**
 * A message with one Adaptive Card 1.4. All text stands in text runs, which take no Markdown, unlike text blocks: a
 * name of brackets and asterisks stays a name. At most 27,000 bytes; lines that do not fit are left out and `…` says so.
 */
export function teamsMessage(
  { message, sample }: Pick<OutgoingNotice, 'message' | 'sample'>,
  pageUrl: FiringPageUrl,
): object {
  const { subject, envelope } = message;
  const headline = subject === '' ? eventNameOf(envelope.event) : subject;
  const title = textLine(headline, { size: 'Large', weight: 'Bolder' }, {});
  // A sample belongs to no firing, so there is nothing to look at.
  const { label, url } = message.link ?? { label: detailsLabel, url: pageUrl(envelope) };
  const actions = sample ? [] : [{ type: 'Action.OpenUrl', title: label, url }];
  const around = Buffer.byteLength(JSON.stringify(cardMessage(headline, [title], actions)), 'utf8');
  const body = [title, ...linesWithin(message, teamsBodyLimit - around - cutMarkBytes)];
  return cardMessage(headline, body, actions);
}

function cardMessage(headline: string, body: readonly object[], actions: readonly object[]): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: asText(headline),
          body,
          ...(actions.length === 0 ? {} : { actions }),
          msteams: { width: 'Full' },
        },
      },
    ],
  };
}

function linesWithin(message: DeliveryMessage, bytes: number): object[] {
  const lines: object[] = [];
  let left = bytes;
  let spacing = 'Medium';
  for (const text of bodyBelowHeadline(message).split('\n')) {
    if (text.trim() === '') {
      spacing = 'Medium';
      continue;
    }
    const line = textLine(cutText(text, lineLimit), {}, { spacing });
    spacing = 'None';
    left -= Buffer.byteLength(JSON.stringify(line), 'utf8') + 1;
    if (left < 0) return [...lines, textLine('…', {}, { spacing })];
    lines.push(line);
  }
  return lines;
}

function textLine(text: string, run: object, block: object): object {
  return { type: 'RichTextBlock', ...block, inlines: [{ type: 'TextRun', text: asText(text), ...run }] };
}

/** Clients replace `{{DATE(…)}}` and `{{TIME(…)}}` in every text of a card; a blank between the braces keeps it as it is. */
function asText(text: string): string {
  return text.replace(/\{\{(?=\s*(?:DATE|TIME)\s*\()/gi, '{ {');
}

/**
 * Teams takes a message with 200 before it knows what becomes of it, and says in the text when that was nothing. What it
 * says else is not told: the whole address is the secret, and an answer may quote parts of it.
 */
function judge(outcome: HttpOutcome, url: string): SendResult {
  if (outcome.kind !== 'answered') return resultOf(outcome, 'Teams', url);
  const { status, retryAfterMs, said } = outcome.answer;
  const result = resultOf({ kind: 'answered', answer: { status, retryAfterMs } }, 'Teams', url);
  const error = saidFault(said);
  if (result.kind !== 'delivered' || error === undefined) return result;
  const code = /HTTP error \d{3}/i.exec(error)?.[0];
  const detail = `Teams took the message and said that it failed${code === undefined ? '.' : `: ${code}.`}`;
  return temporary('teams_failed', detail, askedAgainIn(outcome));
}
