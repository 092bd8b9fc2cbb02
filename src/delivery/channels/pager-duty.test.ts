import { randomBytes } from 'node:crypto';
import { plainNotice } from '../../../test/support/outgoing-notice';
import type { DeliveryMessage } from '../../domain/notifications/delivery';
import type { OutgoingNotice } from './channel';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { createPagerDutySender, dedupKeyOf, pagerDutyEvent } from './pager-duty';
import { createSecretBox } from '../../secrets/secret-box';

const place = {
  instance: 'site',
  publicUrl: 'https://certloom.example',
  pageUrl: ({ firingId }: { firingId: string }) => `https://certloom.example/n/${firingId}`,
};

function notice(change: Partial<DeliveryMessage> = {}, more: Partial<OutgoingNotice> = {}): OutgoingNotice {
  const { message, ...rest } = plainNotice('Certificate expiring: CN=a', 'The text');
  const envelope = { ...message.envelope, objectUuid: 'o1' };
  return { ...rest, message: { ...message, envelope, facts: { subject: 'CN=a', serial: '1f' }, ...change }, ...more };
}

describe('pagerDutyEvent', () => {
  it('triggers with what is known', () => {
    expect(pagerDutyEvent(notice(), {}, place)).toEqual({
      event_action: 'trigger',
      dedup_key: 'k'.repeat(64),
      client: 'Certloom',
      client_url: 'https://certloom.example',
      payload: {
        summary: 'Certificate expiring: CN=a',
        source: 'certloom/site',
        severity: 'warning',
        timestamp: '2030-01-01T00:00:00.000Z',
        component: 'CN=a',
        group: 'certificates',
        class: 'certificate_expiring',
        custom_details: { subject: 'CN=a', serial: '1f', text: 'The text', firingId: 'f1' },
      },
      links: [{ href: 'https://certloom.example/n/f1', text: 'Details' }],
    });
  });

  it.each([
    { name: 'its own severity', given: notice(), settings: { severity: 'critical' as const }, severity: 'critical' },
    { name: 'a sample wakes nobody', given: notice({}, { sample: true }), settings: {}, severity: 'info' },
    {
      name: 'a failure is an error',
      given: notice({ envelope: { ...notice().message.envelope, data: { errorMessage: 'x' } } }),
      settings: {},
      severity: 'error',
    },
  ])('$name', ({ given, settings, severity }) => {
    expect(pagerDutyEvent(given, settings, place)).toMatchObject({ payload: { severity } });
  });

  it('resolves what the dedup key names, and nothing else', () => {
    const dedupKey = dedupKeyOf({ profile: 'p', object: 'o', cycle: 2, step: 'P7D' });
    expect(dedupKey).toBe('certloom/p/o/2/P7D');
    expect(dedupKeyOf({ profile: 'p', object: 'o', cycle: 0, step: null })).toBe('certloom/p/o/0/-');
    expect(pagerDutyEvent(notice({ kind: 'resolve', dedupKey }), {}, place)).toEqual({
      event_action: 'resolve',
      dedup_key: dedupKey,
    });
    expect(pagerDutyEvent(notice({ dedupKey }), {}, place)).toMatchObject({ dedup_key: dedupKey });
  });

  it('keeps to the limits', () => {
    const long = notice({
      subject: 'x'.repeat(2_000),
      text: 'y'.repeat(20_000),
      facts: { subject: 'z'.repeat(9_000) },
      dedupKey: 'd'.repeat(256),
    });
    const event = pagerDutyEvent(long, {}, place) as {
      dedup_key: string;
      payload: { summary: string; custom_details: Record<string, string> };
    };
    expect(event.dedup_key).toMatch(/^[0-9a-f]{64}$/);
    expect(event.payload.summary).toHaveLength(1_024);
    expect(Object.values(event.payload.custom_details).every(({ length }) => length <= 4_000)).toBe(true);
  });
});

describe('createPagerDutySender', () => {
  const routingKey = 'R0123456789abcdefghijklmnopqrstu';
  const box = createSecretBox([randomBytes(32)]);
  const post = jest.fn<Promise<HttpOutcome>, Parameters<HttpSender['post']>>();
  const http = { post, close: async () => undefined };
  const sender = createPagerDutySender({ http, secrets: box, ...place });
  const send = (change: { endpoint?: string; routingKey?: string } = {}) =>
    sender.send(
      notice(),
      { type: 'pagerDuty', routingKey: box.seal(routingKey, 'p'), ...change },
      new AbortController().signal,
    );
  const answered = (status: number, said = ''): HttpOutcome => ({
    kind: 'answered',
    answer: { status, retryAfterMs: null, said },
  });

  it.each([
    { endpoint: undefined, url: 'https://events.pagerduty.com/v2/enqueue' },
    { endpoint: 'https://events.eu.pagerduty.com/', url: 'https://events.eu.pagerduty.com/v2/enqueue' },
  ])('enqueues at $url', async ({ endpoint, url }) => {
    post.mockResolvedValueOnce(answered(202, '{"status":"success"}'));
    expect(await send(endpoint === undefined ? {} : { endpoint })).toEqual({ kind: 'delivered' });
    expect(post.mock.lastCall![0]).toBe(url);
    expect(JSON.parse(post.mock.lastCall![2].toString())).toMatchObject({
      routing_key: routingKey,
      event_action: 'trigger',
    });
  });

  it.each([
    { status: 400, expected: { kind: 'permanent', error: 'http_refused' } },
    { status: 429, expected: { kind: 'temporary', error: 'http_failed' } },
    { status: 500, expected: { kind: 'temporary', error: 'http_failed' } },
  ])('$status: $expected.kind, with the reason and without the key', async ({ status, expected }) => {
    post.mockResolvedValueOnce(answered(status, `invalid event: ${routingKey} is wrong`));
    const result = await send();
    expect(result).toMatchObject({ ...expected, detail: expect.stringContaining('[set] is wrong') });
    expect(JSON.stringify(result)).not.toContain(routingKey);
  });

  it('waits for the right master key', async () => {
    expect(await send({ routingKey: 'v1.a.b' })).toMatchObject({ kind: 'temporary', error: 'secret_unreadable' });
  });
});
