import { Webhook } from 'standardwebhooks';
import type { Envelope } from '../domain/events/catalogue';
import { cutText } from '../domain/notifications/visible-text';
import { permanent, temporary, type ChannelSender, type SendResult } from './channel';
import type { HttpAnswer, HttpSender } from './http-sender';
import type { SecretBox } from './secret-box';

/** Most bytes of a body; receivers may rely on it. */
export const webhookBodyLimit = 20_000;

/** 4xx that may pass: request time-out, too early, too many requests. */
const passing = [408, 425, 429];

export interface WebhookDeps {
  readonly http: HttpSender;
  readonly secrets: SecretBox;
  /** Name of this installation in `source`: `/certloom/<instance>`. */
  readonly instance: string;
  /** Base address of the API, without a slash at the end; the JSON Schemas of payloads are served there. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** A CloudEvents 1.0 event in structured JSON, signed as Standard Webhooks says, with the delivery key as its id. */
export function createWebhookSender(deps: WebhookDeps): ChannelSender<'webhook'> {
  return {
    type: 'webhook',
    async send(notice, settings, signal) {
      const body = cloudEventBody(notice.message.envelope, deps, { sample: notice.sample });
      if (body === undefined) return permanent('body_too_large', 'The event does not fit into 20 kB.');
      const keys = openSecrets(settings.secrets, notice.profile, deps.secrets);
      if (keys === undefined) {
        return temporary('secret_unreadable', 'A signing secret cannot be opened with the configured key.');
      }
      const at = deps.now();
      const outcome = await deps.http.post(
        settings.url,
        {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'webhook-id': notice.key,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          // All secrets sign while one is being replaced; a receiver needs one match.
          'webhook-signature': keys.map((key) => new Webhook(key).sign(notice.key, at, body)).join(' '),
          'idempotency-key': notice.key,
        },
        body,
        signal,
      );
      if (outcome.kind === 'refused') return permanent(outcome.code, outcome.detail);
      if (outcome.kind === 'failed')
        return temporary(outcome.code, 'The receiver could not be reached or did not answer.');
      return judge(outcome.answer);
    },
  };
}

/**
 * The exact bytes of a webhook's body (CloudEvents 1.0, JSON format). Long texts of the payload are cut when the body
 * would exceed the limit; undefined when even that does not help.
 */
export function cloudEventBody(
  envelope: Envelope,
  { instance, publicUrl }: Pick<WebhookDeps, 'instance' | 'publicUrl'>,
  { sample }: { readonly sample: boolean },
): Buffer | undefined {
  const attributes = {
    specversion: '1.0',
    id: envelope.firingId,
    type: `io.certloom.${envelope.event}.v1`,
    source: `/certloom/${encodeURIComponent(instance)}`,
    ...(envelope.objectUuid === null ? {} : { subject: envelope.objectUuid }),
    time: envelope.occurredAt,
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}/api/v1/events/${encodeURIComponent(envelope.event)}/schema`,
    ...(sample ? { certloomsample: true } : {}),
  };
  for (const longest of [Infinity, 2_000, 500, 100]) {
    const data = { ...envelope, data: cutValues(envelope.data, longest) };
    const body = Buffer.from(JSON.stringify({ ...attributes, data }), 'utf8');
    if (body.length <= webhookBodyLimit) return body;
  }
  return undefined;
}

function judge({ status, retryAfterMs }: HttpAnswer): SendResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const detail = `The receiver answered with status ${status}.`;
  if (status >= 300 && status < 400) return permanent('redirect_refused', detail);
  if (status >= 400 && status < 500 && !passing.includes(status)) return permanent('http_refused', detail);
  return temporary('http_failed', detail, retryAfterMs);
}

function openSecrets(sealed: readonly string[], profile: string, box: SecretBox): readonly string[] | undefined {
  try {
    return sealed.map((secret) => box.open(secret, profile));
  } catch {
    return undefined;
  }
}

function cutValues(data: Readonly<Record<string, unknown>>, longest: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? cutText(value, longest) : value]),
  );
}
