import { createHash } from 'node:crypto';
import { detailsLabel } from '../../domain/notifications/default-texts';
import type { PagerDutyChannel } from '../../domain/notifications/profile';
import { eventNameOf, logLevelOf, type LogLevel } from '../../domain/notifications/template-data';
import { cutText } from '../../domain/notifications/visible-text';
import { peopleTime } from '../../domain/values/people-time';
import { type ChannelSender, type FiringPageUrl, type OutgoingNotice } from './channel';
import { temporary, type SendResult } from '../send-result';
import { askedAgainIn, resultOf, saidFault } from './http-result';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { openSecret, type SecretBox } from '../../secrets/secret-box';

/** Where events go unless the channel names another place: the service region US. */
export const pagerDutyEndpoint = 'https://events.pagerduty.com';
/** Characters of a summary and of a dedup key (Events API v2). */
export const pagerDutyLimits = { summary: 1_024, dedupKey: 255, detail: 4_000 } as const;

export interface PagerDutyDeps {
  readonly http: HttpSender;
  readonly secrets: SecretBox;
  /** Name of this installation. */
  readonly instance: string;
  /** Base address of the API, without a slash at the end. */
  readonly publicUrl: string;
  readonly pageUrl: FiringPageUrl;
}

/** What the notices of one step of one certificate have in common, and what `resolve` names to close them. */
export interface DedupKeyParts {
  readonly profile: string;
  /** uuid of the certificate. */
  readonly object: string;
  readonly cycle: number;
  /** ISO 8601 duration; null in a stream without steps. */
  readonly step: string | null;
}

/** `certloom/<profile>/<object>/<cycle>/<step>`, `-` for no step. */
export function dedupKeyOf({ profile, object, cycle, step }: DedupKeyParts): string {
  return `certloom/${profile}/${object}/${cycle}/${step ?? '-'}`;
}

/** Events API v2: a notice triggers, a message of kind `resolve` resolves what its dedup key names. Accepted is 202. */
export function createPagerDutySender(deps: PagerDutyDeps): ChannelSender<'pagerDuty'> {
  return {
    type: 'pagerDuty',
    async send(notice, settings, signal) {
      const routingKey = openSecret(deps.secrets, settings.routingKey, notice.profile);
      if (routingKey === undefined) {
        return temporary('secret_unreadable', 'The routing key cannot be opened with the master key.');
      }
      const event = { routing_key: routingKey, ...pagerDutyEvent(notice, settings, deps) };
      const url = `${(settings.endpoint ?? pagerDutyEndpoint).replace(/\/+$/, '')}/v2/enqueue`;
      const body = Buffer.from(JSON.stringify(event), 'utf8');
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return judge(await deps.http.post(url, headers, body, signal, { peek: true }), routingKey, url);
    },
  };
}

/** The event without its routing key. */
export function pagerDutyEvent(
  { key, message, rejected, sample }: Pick<OutgoingNotice, 'key' | 'message' | 'rejected' | 'sample'>,
  settings: Pick<PagerDutyChannel, 'severity'>,
  { instance, publicUrl, pageUrl }: Pick<PagerDutyDeps, 'instance' | 'publicUrl' | 'pageUrl'>,
): object {
  const { envelope, facts, subject, text } = message;
  const dedupKey = boundedKey(message.dedupKey ?? key);
  if (message.kind === 'resolve') return { event_action: 'resolve', dedup_key: dedupKey };
  return {
    event_action: 'trigger',
    dedup_key: dedupKey,
    client: 'Certloom',
    client_url: publicUrl,
    payload: {
      summary: cutText(subject === '' ? eventNameOf(envelope.event) : subject, pagerDutyLimits.summary),
      source: `certloom/${instance}`,
      // A test wakes nobody up.
      severity: sample ? 'info' : (settings.severity ?? severities[logLevelOf(envelope, rejected)]),
      timestamp: envelope.occurredAt,
      component: cutText(facts['subject'] ?? envelope.objectUuid ?? eventNameOf(envelope.event), 255),
      group: envelope.resource,
      class: envelope.event,
      custom_details: {
        ...Object.fromEntries(
          Object.entries(facts).map(([name, value]) => [name, cutText(peopleTime(value), pagerDutyLimits.detail)]),
        ),
        text: cutText(text, pagerDutyLimits.detail),
        firingId: envelope.firingId,
      },
    },
    ...(sample ? {} : { links: [{ href: pageUrl(envelope), text: detailsLabel }] }),
  };
}

const severities: Readonly<Record<LogLevel, string>> = { Error: 'error', Warning: 'warning', Information: 'info' };

function boundedKey(key: string): string {
  return key.length <= pagerDutyLimits.dedupKey ? key : createHash('sha256').update(key).digest('hex');
}

function judge(outcome: HttpOutcome, routingKey: string, url: string): SendResult {
  const result = resultOf(outcome, 'PagerDuty', url);
  const error = outcome.kind === 'answered' ? saidFault(outcome.answer.said) : undefined;
  if (result.kind === 'delivered' && error === undefined) return result;
  // The answer explains what is wrong with the event and might quote the key.
  const hidden = (detail: string) => detail.replaceAll(routingKey, '[set]');
  if (result.kind !== 'delivered') return { ...result, detail: hidden(result.detail) };
  const detail = `PagerDuty took the event and said that it failed: ${error ?? ''}`;
  return temporary('pager_duty_failed', hidden(detail), askedAgainIn(outcome));
}
