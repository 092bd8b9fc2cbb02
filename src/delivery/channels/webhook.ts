import { Webhook } from 'standardwebhooks';
import type { Envelope } from '../../domain/events/envelope';
import { cutIncluded } from '../../domain/notifications/included';
import { cutText } from '../../domain/notifications/visible-text';
import { signingSecrets } from '../../domain/notifications/webhook-secrets';
import { type ChannelSender } from './channel';
import { permanent, temporary } from '../send-result';
import type { EndpointGate } from './endpoint-gate';
import { resultOf } from './http-result';
import type { HttpSender } from '../../outbound/http-client';
import type { SecretBox } from '../../secrets/secret-box';

/** Most bytes of a body; receivers may rely on it. */
export const webhookBodyLimit = 20_000;

export interface WebhookDeps {
  readonly http: HttpSender;
  readonly secrets: SecretBox;
  /** Name of this installation in `source`: `/certloom/<instance>`. */
  readonly instance: string;
  /** Base address of the API, without a slash at the end; the JSON Schemas of payloads are served there. */
  readonly publicUrl: string;
  /** Switches an endpoint off that answers 410; without it such an answer refuses the one message only. */
  readonly gate?: EndpointGate;
  readonly now: () => Date;
}

/** A CloudEvents 1.0 event in structured JSON, signed as Standard Webhooks says, with the delivery key as its id. */
export function createWebhookSender(deps: WebhookDeps): ChannelSender<'webhook'> {
  return {
    type: 'webhook',
    async send(notice, settings, signal) {
      const body = cloudEventBody(notice.message.envelope, deps, { sample: notice.sample });
      if (body === undefined) return permanent('body_too_large', 'The event does not fit into 20 kB.');
      // A sample is how a person finds out whether an endpoint is there again.
      if (!notice.sample && (await deps.gate?.isDisabled(notice, settings.url)) === true) {
        return permanent('endpoint_disabled', 'The receiver answered 410 Gone before; the channel is switched off.');
      }
      const at = deps.now();
      const keys = openSecrets(signingSecrets(settings, at), notice.profile, deps.secrets);
      if (keys === undefined) {
        return temporary('secret_unreadable', 'A signing secret cannot be opened with the configured key.');
      }
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
      if (outcome.kind !== 'answered' || outcome.answer.status !== 410)
        return resultOf(outcome, 'The receiver', settings.url);
      if (!notice.sample) await deps.gate?.disable(notice, settings.url);
      return permanent('endpoint_gone', 'The receiver answered with status 410: it wants nothing more.');
    },
  };
}

/** Characters of a text and members of an included list, tried in turn until the body fits. */
const bodyCuts = [
  [Infinity, Infinity],
  [2_000, 50],
  [500, 20],
  [100, 10],
  [100, 3],
] as const;

/**
 * The exact bytes of a webhook's body (CloudEvents 1.0, JSON format). Long texts of the payload, and long lists of
 * what the profile includes, are cut when the body would exceed the limit; undefined when even that does not help.
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
  for (const [longest, most] of bodyCuts) {
    const data = {
      ...envelope,
      data: cutValues(envelope.data, longest),
      ...(envelope.included === undefined ? {} : { included: cutIncluded(envelope.included, longest, most) }),
    };
    const body = Buffer.from(JSON.stringify({ ...attributes, data }), 'utf8');
    if (body.length <= webhookBodyLimit) return body;
  }
  return undefined;
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
