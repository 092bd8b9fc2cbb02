import { randomBytes } from 'node:crypto';
import { plainNotice } from '../../../test/support/outgoing-notice';
import type { OutgoingNotice } from './channel';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { createSecretBox } from '../../secrets/secret-box';
import { createSlackSender, escapeSlack, slackLimits, slackMessage } from './slack';

const pageUrl = ({ firingId }: { firingId: string }) => `https://certloom.example/n/${firingId}?a=1&b=2`;

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly elements?: readonly { readonly text: string }[];
}
const messageOf = (given: OutgoingNotice) =>
  slackMessage(given, pageUrl) as { readonly text: string; readonly blocks: readonly Block[] };

describe('escapeSlack', () => {
  it.each([
    { text: '<!channel> & <@U1>', longest: 100, expected: '&lt;!channel&gt; &amp; &lt;@U1&gt;' },
    { text: 'abcdef', longest: 6, expected: 'abcdef' },
    { text: 'abcdefg', longest: 6, expected: 'abcde…' },
    { text: 'abc<<', longest: 8, expected: 'abc&lt;…' },
    { text: 'abcd<', longest: 7, expected: 'abcd…' },
    { text: '😀😀😀', longest: 5, expected: '😀😀…' },
  ])('$text in $longest', ({ text, longest, expected }) => {
    expect(escapeSlack(text, longest)).toBe(expected);
    expect(escapeSlack(text, longest).length).toBeLessThanOrEqual(longest);
  });
});

describe('slackMessage', () => {
  it('has header, body below the headline, context and a fallback', () => {
    const { text, blocks } = messageOf(plainNotice('Headline', 'Headline\n\nSubject: CN=a\nWhen: now'));
    expect(text).toBe('Headline');
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
    expect(blocks[0]!.text).toEqual({ type: 'plain_text', text: 'Headline', emoji: false });
    expect(blocks[1]!.text).toEqual({ type: 'plain_text', text: 'Subject: CN=a\nWhen: now', emoji: false });
    expect(blocks[2]!.elements![0]!.text).toBe(
      'Certificate expiring · 2030-01-01 00:00:00 UTC · ' + '<https://certloom.example/n/f1?a=1&amp;b=2|Details>',
    );
  });

  it('keeps mentions, links and formatting of a name as text', () => {
    const name = '<!channel> <@U123> <http://e|x> *.a.example _x_ @here';
    const message = messageOf(plainNotice(name, `Subject: ${name}`));
    const { blocks, text } = message;
    const escaped = '&lt;!channel&gt; &lt;@U123&gt; &lt;http://e|x&gt; *.a.example _x_ @here';
    expect([text, blocks[0]!.text!.text, blocks[1]!.text!.text]).toEqual([escaped, escaped, `Subject: ${escaped}`]);
    expect(message).toMatchObject({ mrkdwn: false, parse: 'none', link_names: false });
    expect(blocks.slice(0, -1).every((block) => block.text!.type === 'plain_text')).toBe(true);
  });

  it('cuts to the limits of Slack', () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index} <${'x'.repeat(40)}>`);
    const { text, blocks } = messageOf(plainNotice('<'.repeat(3_000), lines.join('\n')));
    expect(text.length).toBeLessThanOrEqual(slackLimits.fallback);
    expect(blocks[0]!.text!.text.length).toBeLessThanOrEqual(slackLimits.header);
    const sections = blocks.filter(({ type }) => type === 'section').map((block) => block.text!.text);
    expect(sections).toHaveLength(slackLimits.sections);
    expect(Math.max(...sections.map(({ length }) => length))).toBeLessThanOrEqual(slackLimits.section);
    expect(sections.at(-1)).toMatch(/\n…$/);
    expect(sections[0]).toMatch(/^line 0 &lt;x+&gt;\nline 1 /);
  });

  it('one line that is too long is cut too, and an empty text leaves no section', () => {
    expect(messageOf(plainNotice('S', 'y'.repeat(9_000))).blocks[1]!.text!.text).toHaveLength(slackLimits.section);
    expect(messageOf(plainNotice('S', 'S')).blocks.map(({ type }) => type)).toEqual(['header', 'context']);
    expect(messageOf(plainNotice('')).text).toBe('Certificate expiring');
  });

  it('a sample links to no firing', () =>
    expect(JSON.stringify(messageOf(plainNotice('S', 'T', true)))).not.toContain('f1'));
});

describe('createSlackSender', () => {
  const url = 'https://hooks.slack.example/services/T0/B0/secret-part';
  const box = createSecretBox([randomBytes(32)]);
  const post = jest.fn<Promise<HttpOutcome>, Parameters<HttpSender['post']>>();
  const sender = createSlackSender({ http: { post, close: async () => undefined }, secrets: box, pageUrl });
  const send = (sealed = box.seal(url, 'p')) =>
    sender.send(plainNotice('S'), { type: 'slack', url: sealed }, new AbortController().signal);
  const answered = (status: number, said = '', retryAfterMs: number | null = null): HttpOutcome => ({
    kind: 'answered',
    answer: { status, retryAfterMs, said },
  });

  it.each<[HttpOutcome, object]>([
    [answered(200, 'ok'), { kind: 'delivered' }],
    [answered(400, 'invalid_payload'), { kind: 'permanent', error: 'slack_refused' }],
    [answered(200, '{"ok":true}'), { kind: 'delivered' }],
    [answered(200, '{"ok":false,"error":"rate_limited"}'), { kind: 'temporary', error: 'slack_failed' }],
    [answered(200, '{"ok":false,"error":"channel_not_found"}'), { kind: 'permanent', error: 'slack_refused' }],
    [answered(200, 'no_service'), { kind: 'permanent', error: 'slack_refused' }],
    [answered(410, 'channel_is_archived'), { kind: 'permanent', error: 'slack_refused' }],
    [answered(500, 'channel_is_archived'), { kind: 'permanent', error: 'slack_refused' }],
    [answered(404, 'something else'), { kind: 'permanent', error: 'http_refused' }],
    [answered(500, 'rollup_error'), { kind: 'temporary', error: 'http_failed' }],
    [answered(429, '', 30_000), { kind: 'temporary', error: 'http_failed', retryAfterMs: 30_000 }],
    [
      { kind: 'failed', code: 'timeout', reason: 'did not answer in time' },
      { kind: 'temporary', error: 'timeout' },
    ],
    [
      { kind: 'refused', code: 'address_not_allowed', detail: 'no' },
      { kind: 'permanent', error: 'address_not_allowed' },
    ],
  ])('judges %j', async (outcome, expected) => {
    post.mockResolvedValueOnce(outcome);
    const result = await send();
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain('secret-part');
    expect(post.mock.lastCall![0]).toBe(url);
  });

  it('waits for the right key when the address cannot be opened', async () => {
    const calls = post.mock.calls.length;
    expect(await send(box.seal(url, 'another'))).toMatchObject({ kind: 'temporary', error: 'secret_unreadable' });
    expect(post.mock.calls).toHaveLength(calls);
  });
});
