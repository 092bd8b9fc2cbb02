import { CloudEvent, HTTP } from 'cloudevents';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Envelope } from '../../domain/events/envelope';
import type { OutgoingNotice } from './channel';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { createSecretBox } from '../../secrets/secret-box';
import { cloudEventBody, createWebhookSender, webhookBodyLimit } from './webhook';

const envelope: Envelope = {
  schemaVersion: 1,
  event: 'certificate_uploaded',
  firingId: '00000000-0000-4000-8000-000000000001',
  occurredAt: '2030-01-01T00:00:00.000Z',
  resource: 'certificates',
  objectUuid: '00000000-0000-4000-8000-000000000002',
  monitoring: false,
  data: { certificateUuid: null, subjectDn: 'CN=ü' },
};
const place = { instance: 'my site', publicUrl: 'https://certloom.example' };
const box = createSecretBox([randomBytes(32)]);
const secrets = ['whsec_' + randomBytes(24).toString('base64'), 'whsec_' + randomBytes(32).toString('base64')];

function parsed(given: Envelope): Record<string, unknown> {
  return JSON.parse(cloudEventBody(given, place, { sample: false })?.toString('utf8') ?? 'null');
}

describe('cloudEventBody', () => {
  it('is a valid CloudEvents 1.0 event with the envelope as data', () => {
    const body = cloudEventBody(envelope, place, { sample: false })!.toString('utf8');
    const event = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body });
    if (!(event instanceof CloudEvent)) throw new Error('one event is expected');
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      id: envelope.firingId,
      type: 'io.certloom.certificate_uploaded.v1',
      source: '/certloom/my%20site',
      subject: envelope.objectUuid,
      time: envelope.occurredAt,
      data: envelope,
    });
  });

  it('leaves the subject out of a rejected upload', () => {
    expect(parsed({ ...envelope, objectUuid: null })).not.toHaveProperty('subject');
  });

  it('marks a sample', () => {
    expect(cloudEventBody(envelope, place, { sample: true })?.toString()).toContain('"certloomsample":true');
  });

  it('cuts long values to fit, and gives up on what cannot fit', () => {
    const long = { ...envelope, data: { subjectDn: 'é'.repeat(30_000), short: 'kept' } };
    const body = cloudEventBody(long, place, { sample: false });
    expect(body!.length).toBeLessThanOrEqual(webhookBodyLimit);
    expect(parsed(long)).toMatchObject({ data: { data: { subjectDn: `${'é'.repeat(1_999)}…`, short: 'kept' } } });
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, index]));
    expect(cloudEventBody({ ...envelope, data: many }, place, { sample: false })).toBeUndefined();
  });
});

describe('createWebhookSender', () => {
  const notice: OutgoingNotice = {
    key: 'k'.repeat(64),
    profile: 'p',
    recipient: { kind: 'none', value: null },
    message: { envelope, subject: '', text: '', html: null, facts: {}, defaultTextUsed: false },
    rejected: false,
    sample: false,
  };
  const post = jest.fn<Promise<HttpOutcome>, Parameters<HttpSender['post']>>();
  const sender = createWebhookSender({
    http: { post, close: async () => undefined },
    secrets: box,
    ...place,
    now: () => new Date(),
  });
  const send = (sealed = secrets.map((secret) => box.seal(secret, 'p'))) =>
    sender.send(
      notice,
      { type: 'webhook', url: 'https://hooks.example', secrets: sealed },
      new AbortController().signal,
    );
  const answered = (status: number, retryAfterMs: number | null = null): HttpOutcome => ({
    kind: 'answered',
    answer: { status, retryAfterMs },
  });

  it('signs the exact bytes with every secret', async () => {
    post.mockResolvedValueOnce(answered(204));
    expect(await send()).toEqual({ kind: 'delivered' });
    const [url, headers, body] = post.mock.lastCall!;
    expect(url).toBe('https://hooks.example');
    expect(headers['idempotency-key']).toBe(notice.key);
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2);
    for (const secret of secrets)
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ specversion: '1.0' });
  });

  it.each<[HttpOutcome, object]>([
    [answered(200), { kind: 'delivered' }],
    [answered(302), { kind: 'permanent', error: 'redirect_refused' }],
    [answered(400), { kind: 'permanent', error: 'http_refused' }],
    [answered(410), { kind: 'permanent', error: 'endpoint_gone' }],
    [answered(408), { kind: 'temporary', error: 'http_failed' }],
    [answered(425), { kind: 'temporary', error: 'http_failed' }],
    [answered(429, 7_000), { kind: 'temporary', error: 'http_failed', retryAfterMs: 7_000 }],
    [answered(503, 9_000), { kind: 'temporary', error: 'http_failed', retryAfterMs: 9_000 }],
    [
      { kind: 'failed', code: 'timeout', reason: 'did not answer in time' },
      { kind: 'temporary', error: 'timeout' },
    ],
    [
      { kind: 'refused', code: 'address_not_allowed', detail: '' },
      { kind: 'permanent', error: 'address_not_allowed' },
    ],
  ])('judges %j', async (outcome, expected) => {
    post.mockResolvedValueOnce(outcome);
    expect(await send()).toMatchObject(expected);
  });

  it('waits for the right key when a secret cannot be opened', async () => {
    expect(await send([box.seal(secrets[0]!, 'another profile')])).toMatchObject({
      kind: 'temporary',
      error: 'secret_unreadable',
    });
  });
});
