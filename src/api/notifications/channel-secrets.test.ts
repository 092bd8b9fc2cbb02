import { randomBytes } from 'node:crypto';
import { targetOf } from '../../delivery/channels/endpoint-gate';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createSecretBox } from '../../secrets/secret-box';
import type { ChannelSettings } from '../../domain/notifications/profile';
import { CertloomError } from '../../domain/problem';
import { channelAddressFaults, channelViews, hasOtherWebhookAddress, sealChannels } from './channel-secrets';
import { channelInput, channelView, type ChannelInput } from './channel-schemas';

const box = createSecretBox([randomBytes(32)]);
const now = new Date('2030-01-10T00:00:00Z');
const secret = `whsec_${randomBytes(24).toString('base64')}`;
const slackUrl = 'https://hooks.slack.example/services/T/B/s3cret';
const given: ChannelInput[] = [
  { type: 'email', from: 'a@b.example' },
  { type: 'webhook', url: 'https://a.example', secrets: [secret] },
  { type: 'slack', url: slackUrl },
  { type: 'teams', url: 'https://flow.example/x?sig=s3cret' },
  { type: 'pagerDuty', routingKey: 'R0123456789abcdefs3cret', severity: 'critical' },
];
const seal = (channels: readonly ChannelInput[], before: readonly ChannelSettings[] = []) =>
  sealChannels(channels, { secrets: box, profile: 'p', before, now });
const bare: ChannelInput[] = [
  { type: 'email', from: 'a@b.example' },
  { type: 'webhook', url: 'https://a.example' },
  { type: 'slack' },
  { type: 'teams' },
  { type: 'pagerDuty', severity: 'critical' },
];

describe('sealChannels', () => {
  it('seals every secret and keeps the sealed text of one that is left out or given again', () => {
    const stored = seal(given);
    expect(JSON.stringify(stored)).not.toContain('s3cret');
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(seal(bare, stored)).toEqual(stored);
    expect(seal(given.slice(2), stored)).toEqual(stored.slice(2));
    expect(seal([{ type: 'slack', url: `${slackUrl}2` }], stored)).not.toEqual([stored[2]]);
  });

  it.each(bare.slice(1))('a new $type needs its secret', (channel) => {
    try {
      seal([channel]);
      throw new Error('a refusal is expected');
    } catch (error) {
      expect(error).toBeInstanceOf(CertloomError);
      expect((error as CertloomError).more.errors).toMatchObject([
        { code: 'required', pointer: expect.stringMatching(/^\/channels\/0\/(secrets|url|routingKey)$/) },
      ]);
    }
  });

  it('drops replaced secrets whose overlap has ended', () => {
    const [stored] = seal([given[1]!]) as [Extract<ChannelSettings, { type: 'webhook' }>];
    const rotated = { ...stored, secrets: ['new', ...stored.secrets], secretsUntil: [null, '2030-01-09T00:00:00Z'] };
    expect(seal([bare[1]!], [rotated])).toEqual([{ type: 'webhook', url: 'https://a.example', secrets: ['new'] }]);
  });
});

describe('channelViews', () => {
  const channels = seal(given);
  const disabled = {
    profile: 'p',
    channel: 'webhook' as const,
    disabledAt: now,
    reason: 'endpoint_gone',
    version: 2,
    target: targetOf('https://a.example'),
    firingId: 'f',
    told: true,
  };

  it('shows hosts and counts, in the documented form', () => {
    const views = channelViews({ uuid: 'p', channels }, { secrets: box, disabled, now });
    expect(views).toEqual([
      { type: 'email', from: 'a@b.example' },
      {
        type: 'webhook',
        url: 'https://a.example',
        secretCount: 1,
        overlapEndsAt: null,
        disabled: { at: now, reason: 'endpoint_gone', sinceVersion: 2 },
      },
      { type: 'slack', host: 'hooks.slack.example' },
      { type: 'teams', host: 'flow.example' },
      { type: 'pagerDuty', routingKey: '[set]', severity: 'critical' },
    ]);
    for (const view of JSON.parse(JSON.stringify(views)) as unknown[])
      expect(() => channelView.parse(view)).not.toThrow();
  });

  it('another address is not switched off; an address that cannot be opened has no host', () => {
    const other = { ...disabled, target: targetOf('https://b.example') };
    expect(channelViews({ uuid: 'p', channels }, { secrets: box, disabled: other, now })[1]).toMatchObject({
      disabled: null,
    });
    expect(channelViews({ uuid: 'q', channels }, { secrets: box, now })[2]).toEqual({ type: 'slack', host: null });
  });
});

it('addresses that no call may go to are named with their pointers', () => {
  const faults = channelAddressFaults(createOutboundGuard(), [
    { type: 'slack', url: 'http://127.0.0.1/x' },
    { type: 'pagerDuty', routingKey: 'r'.repeat(32), endpoint: 'ftp://a.example' },
    { type: 'teams', url: 'https://public.example/' },
    { type: 'slack' },
  ]);
  expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/channels/0/url', 'address_not_allowed'],
    ['/channels/1/endpoint', 'url_not_allowed'],
  ]);
});

it('tells another address of the webhook', () => {
  const at = (url: string): ChannelSettings[] => [{ type: 'webhook', url, secrets: [] }];
  expect(hasOtherWebhookAddress(at('a'), at('a'))).toBe(false);
  expect(hasOtherWebhookAddress(at('a'), at('b'))).toBe(true);
  expect(hasOtherWebhookAddress(at('a'), [])).toBe(true);
});

describe('channelInput', () => {
  it.each([
    { name: 'a short routing key', channel: { type: 'pagerDuty', routingKey: 'x' } },
    { name: 'a routing key with a line break', channel: { type: 'pagerDuty', routingKey: `${'r'.repeat(32)}\n` } },
    { name: 'an endpoint with a query', channel: { type: 'pagerDuty', endpoint: 'https://a.example/?x=1' } },
    { name: 'a severity of its own', channel: { type: 'pagerDuty', severity: 'loud' } },
    { name: 'no address', channel: { type: 'slack', url: 'nonsense' } },
    { name: 'an unknown member', channel: { type: 'teams', url: 'https://a.example', host: 'x' } },
  ])('refuses $name', ({ channel }) => expect(channelInput.safeParse(channel).success).toBe(false));
});
