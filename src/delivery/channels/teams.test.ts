import { randomBytes } from 'node:crypto';
import { plainNotice } from '../../../test/support/outgoing-notice';
import type { OutgoingNotice } from './channel';
import type { HttpOutcome, HttpSender } from '../../outbound/http-client';
import { createSecretBox } from '../../secrets/secret-box';
import { createTeamsSender, teamsBodyLimit, teamsMessage } from './teams';

const pageUrl = ({ firingId }: { firingId: string }) => `https://certloom.example/n/${firingId}`;

interface Card {
  readonly version: string;
  readonly fallbackText: string;
  readonly body: readonly { readonly type: string; readonly inlines: readonly { readonly text: string }[] }[];
  readonly actions?: readonly { readonly type: string; readonly url: string }[];
}

function cardOf(given: OutgoingNotice): Card {
  const message = teamsMessage(given, pageUrl) as {
    readonly type: string;
    readonly attachments: readonly { readonly contentType: string; readonly content: Card }[];
  };
  expect(message.type).toBe('message');
  expect(message.attachments[0]!.contentType).toBe('application/vnd.microsoft.card.adaptive');
  return message.attachments[0]!.content;
}
const textsOf = (card: Card) => card.body.map(({ inlines }) => inlines[0]!.text);

describe('teamsMessage', () => {
  it('is an Adaptive Card with headline, lines and a link', () => {
    const card = cardOf(plainNotice('Headline', 'Headline\n\nSubject: CN=a\nWhen: now\n'));
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.4', fallbackText: 'Headline' });
    expect(textsOf(card)).toEqual(['Headline', 'Subject: CN=a', 'When: now']);
    expect(card.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Details', url: 'https://certloom.example/n/f1' }]);
  });

  it('keeps Markdown and date functions of a name as text', () => {
    const name = '[x](http://e) **b** _i_ # h - {{DATE(2017-02-14T06:00:00Z, SHORT)}} {{7*7}}';
    const card = cardOf(plainNotice(name, `Subject: ${name}`));
    // Only text blocks and facts take Markdown; neither is there.
    expect(new Set(card.body.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
    expect(JSON.stringify(card)).not.toMatch(/"(?:TextBlock|FactSet)"/);
    const shown = name.replace('{{DATE', '{ {DATE');
    expect(textsOf(card)).toEqual([shown, `Subject: ${shown}`]);
  });

  it('stays under 28 KB and says that lines are missing', () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index} ${'é"\\'.repeat(20)}`);
    const message = teamsMessage(plainNotice('é'.repeat(200), lines.join('\n')), pageUrl);
    const size = Buffer.byteLength(JSON.stringify(message), 'utf8');
    expect(size).toBeLessThanOrEqual(teamsBodyLimit);
    expect(size).toBeGreaterThan(teamsBodyLimit - 1_000);
    const texts = textsOf(cardOf(plainNotice('S', lines.join('\n'))));
    expect(texts.at(-1)).toBe('…');
    expect(texts[1]).toBe(lines[0]);
  });

  it('a sample links to no firing, and an empty subject gets a name', () => {
    expect(cardOf(plainNotice('S', 'T', true)).actions).toBeUndefined();
    expect(textsOf(cardOf(plainNotice('', '')))).toEqual(['Certificate expiring']);
  });
});

describe('createTeamsSender', () => {
  const url = 'https://flow.example/workflows/1/triggers/manual/paths/invoke?sig=secret-part';
  const box = createSecretBox([randomBytes(32)]);
  const post = jest.fn<Promise<HttpOutcome>, Parameters<HttpSender['post']>>();
  const sender = createTeamsSender({ http: { post, close: async () => undefined }, secrets: box, pageUrl });
  const send = (sealed = box.seal(url, 'p')) =>
    sender.send(plainNotice('S'), { type: 'teams', url: sealed }, new AbortController().signal);

  it.each([
    { status: 202, expected: { kind: 'delivered' } },
    { status: 400, expected: { kind: 'permanent', error: 'http_refused' } },
    { status: 410, expected: { kind: 'permanent', error: 'http_refused' } },
    { status: 429, expected: { kind: 'temporary', error: 'http_failed', retryAfterMs: 5_000 } },
    { status: 502, expected: { kind: 'temporary', error: 'http_failed' } },
    { status: 302, expected: { kind: 'permanent', error: 'redirect_refused' } },
  ])('$status: $expected.kind', async ({ status, expected }) => {
    post.mockResolvedValueOnce({ kind: 'answered', answer: { status, retryAfterMs: 5_000 } });
    const result = await send();
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain('secret-part');
    expect(post.mock.lastCall![0]).toBe(url);
  });

  const tooMany =
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x.';
  it.each([
    { said: '', kind: 'delivered' },
    { said: '1', kind: 'delivered' },
    { said: 'true', kind: 'delivered' },
    { said: '{"id":"1","text":"CN=error"}', kind: 'delivered' },
    { said: '{"id":"1","text":"CN=err', kind: 'delivered' },
    { said: '{"error":null,"errors":[]}', kind: 'delivered' },
    { said: tooMany, kind: 'temporary' },
    { said: JSON.stringify(tooMany), kind: 'temporary' },
    { said: 'Microsoft Teams endpoint returned HTTP error 400', kind: 'temporary' },
    { said: 'Request throttled, try later', kind: 'temporary' },
    { said: '{"error":{"code":"TooManyRequests"}}', kind: 'temporary' },
    { said: '{"status":"Failed"}', kind: 'temporary' },
  ])('case-M9: 200 with "$said" is $kind', async ({ said, kind }) => {
    post.mockResolvedValueOnce({ kind: 'answered', answer: { status: 200, retryAfterMs: 9_000, said } });
    const result = await send();
    expect(result).toMatchObject(
      kind === 'delivered' ? { kind } : { kind, error: 'teams_failed', retryAfterMs: 9_000 },
    );
    expect(post.mock.lastCall![4]).toEqual({ peek: true });
  });

  it('waits for the right key when the address cannot be opened', async () => {
    expect(await send('v1.a.b')).toMatchObject({ kind: 'temporary', error: 'secret_unreadable' });
  });
});
