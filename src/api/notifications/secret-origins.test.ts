import { clearTextFaults, originFaults } from './secret-origins';
import type { ChannelInput } from './channel-schemas';

const secret = `whsec_${Buffer.alloc(24).toString('base64')}`;
const routingKey = 'r'.repeat(32);
const before = [
  { type: 'webhook', url: 'https://a.example/in', secrets: ['sealed'] },
  { type: 'pagerDuty', routingKey: 'sealed' },
] as const;

describe('a stored secret', () => {
  it.each<{ name: string; channel: ChannelInput; codes: string[] }>([
    { name: 'at another path', channel: { type: 'webhook', url: 'https://a.example/out?x=1' }, codes: [] },
    { name: 'at the same port, written', channel: { type: 'webhook', url: 'https://A.example:443/' }, codes: [] },
    {
      name: 'at another host',
      channel: { type: 'webhook', url: 'https://b.example/in' },
      codes: ['/channels/0/secrets'],
    },
    {
      name: 'at another port',
      channel: { type: 'webhook', url: 'https://a.example:8443/' },
      codes: ['/channels/0/secrets'],
    },
    {
      name: 'at another scheme',
      channel: { type: 'webhook', url: 'http://a.example/in' },
      codes: ['/channels/0/secrets'],
    },
    { name: 'given again', channel: { type: 'webhook', url: 'https://b.example/', secrets: [secret] }, codes: [] },
    {
      name: 'at the default endpoint',
      channel: { type: 'pagerDuty', endpoint: 'https://events.pagerduty.com/' },
      codes: [],
    },
    {
      name: 'at an endpoint of its own',
      channel: { type: 'pagerDuty', endpoint: 'https://evil.example' },
      codes: ['/channels/0/routingKey'],
    },
    {
      name: 'of PagerDuty given again',
      channel: { type: 'pagerDuty', endpoint: 'https://b.example', routingKey },
      codes: [],
    },
    { name: 'that is the address', channel: { type: 'slack' }, codes: [] },
  ])('$name', ({ channel, codes }) => {
    expect(originFaults([channel], before).map(({ pointer }) => pointer)).toEqual(codes);
  });
});

it('wants https for what carries a secret, but for this machine', () => {
  const faults = clearTextFaults([
    { type: 'slack', url: 'http://hooks.example/x' },
    { type: 'teams', url: 'http://hooks.example/x' },
    { type: 'pagerDuty', endpoint: 'http://127.evil.example' },
    { type: 'slack', url: 'http://127.0.0.1:8080/x' },
    { type: 'teams', url: 'http://[::1]/x' },
    { type: 'pagerDuty', endpoint: 'http://localhost:1' },
    { type: 'slack', url: 'https://hooks.example/x' },
    { type: 'webhook', url: 'http://a.example', secrets: [secret] },
  ]);
  expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/channels/0/url https_required',
    '/channels/1/url https_required',
    '/channels/2/endpoint https_required',
  ]);
});
