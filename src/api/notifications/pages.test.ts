import { randomBytes, randomUUID } from 'node:crypto';
import request from 'supertest';
import { createFramework } from '../../../test/support/framework';
import { certificateOf } from '../../../test/support/builders';
import { CertloomError } from '../../domain/problem';
import { createLinkSigner } from '../../secrets/link-signer';
import type { Acknowledgeable, Acknowledger } from '../../services/expiration/acknowledgements';
import type { NoticePage } from '../../services/notifications/pages';
import type { Audit } from '../http/audit';
import { createAuthenticate } from '../http/auth';
import { defaultBudgets } from '../http/rate-limits';
import { createSignIn } from '../http/sign-in';
import { noticePages, type NoticePageRouteDeps } from './pages';

const certificate = randomUUID();
const start = new Date('2030-01-01T00:00:00Z');
const keys = { writer: 'the-key-of-a-writer', reader: 'the-key-of-a-reader' };
const facts = [{ label: 'Subject', value: 'CN=<b>shop</b>\nO=Shop' }];

/** The pages inside the whole HTTP side, over one certificate that is due until it is acknowledged. */
function world(options: Partial<NoticePageRouteDeps> & { readonly page?: Partial<NoticePage> | null } = {}) {
  const { page = {}, ...more } = options;
  const links = createLinkSigner([randomBytes(32)]);
  const clock = { now: start };
  const seen = { finds: 0, looked: 0, given: [] as { by: Acknowledger; comment: string | null }[] };
  const state = () => (seen.given.length === 0 ? 'due' : 'acknowledged');
  const found = (): NoticePage => ({
    ...{ title: 'Certificate expiring: <shop>', facts, remarks: [`It is ${state()}.`], list: null },
    acknowledgement: { certificate, state: state() },
    decision: null,
    screen: null,
    ...page,
  });
  const looked = () => ({ certificate: certificateOf(certificate), state: state() }) as unknown as Acknowledgeable;
  const audit: Audit = {
    request: (...all) => framework.audit.request(...all),
    outcome: (...all) => framework.audit.outcome(...all),
    verbose: () => framework.audit.verbose(),
    refusal: (...all) => framework.audit.refusal(...all),
    flush: () => framework.audit.flush(),
  };
  const authenticate = createAuthenticate({
    async lookUp(key) {
      if (key !== keys.writer && key !== keys.reader) return undefined;
      return {
        apiKeyUuid: randomUUID(),
        user: { uuid: 'u-ann', username: 'ann' },
        permissions: key === keys.writer ? ['expiring:write'] : ['expiring:read'],
        expiresAt: null,
      };
    },
    touch: async () => undefined,
    now: () => new Date(),
  });
  const router = noticePages({
    links,
    pages: {
      async find() {
        seen.finds += 1;
        return page === null ? null : found();
      },
    },
    acknowledgements: {
      async look() {
        seen.looked += 1;
        return looked();
      },
      async acknowledgeOnce(before, { comment }, by) {
        if (before.state === 'due') seen.given.push({ by, comment });
        return looked();
      },
    },
    approvals: options.approvals ?? {
      directory: async () => ({ users: new Map() }),
      decisions: { decide: async () => Promise.reject(new Error('nothing is decided here')) },
      personal: {
        standing: async () => Promise.reject(new Error('no link is personal here')),
        decider: async () => Promise.reject(new Error('no link is personal here')),
      },
    },
    audit,
    signIn: createSignIn({ authenticate, audit, budgets: defaultBudgets }),
    acknowledgesByLink: false,
    now: () => clock.now,
    ...more,
  });
  const framework = createFramework([], { pages: [{ path: '/n', router }] });
  const token = links.sign({ kind: 'firing', id: randomUUID() }, new Date('2030-02-01T00:00:00Z'));
  const get = (path = token) => request(framework.app).get(`/n/${path}`);
  /** Sends the form as it stands on the page, with these changes. */
  async function press(change: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const { text } = await get();
    const hidden = Object.fromEntries(
      [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(([, name, value]) => [name!, value!]),
    );
    return post({ ...hidden, ...change }, headers);
  }
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    request(framework.app).post('/n/acknowledge').set(headers).type('form').send(fields);
  return { framework, links, clock, seen, token, get, press, post };
}

describe('reading a page', () => {
  it('shows text as text, asks for nothing, runs nothing, and stays out of caches and search engines', async () => {
    const { get } = world();
    const { status, headers, text } = await get();
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'self';style-src 'sha256-[A-Za-z0-9+/]{43}='$/,
      ),
    });
    expect(text).toContain('<h1>Certificate expiring: &lt;shop&gt;</h1>');
    expect(text).toContain('CN=&lt;b&gt;shop&lt;/b&gt;\nO=Shop');
    expect(text).not.toMatch(/<script|<b>|\bon\w+=|style="|https?:/);
  });

  it.each(['get', 'head'] as const)('with %s changes nothing, as often as a scanner does it', async (method) => {
    const { framework, seen, token } = world({ acknowledgesByLink: true });
    for (let time = 0; time < 5; time += 1) {
      const purpose = { 'Sec-Purpose': 'prefetch;prerender', 'Sec-Fetch-Site': 'cross-site' };
      expect((await request(framework.app)[method](`/n/${token}`).set(purpose)).status).toBe(200);
    }
    expect([seen.given, seen.looked, framework.rows]).toEqual([[], 0, []]);
  });

  it('says 404 to what nobody made, without a look into the database', async () => {
    const { get, seen, token } = world();
    const other = createLinkSigner([randomBytes(32)]).sign(
      { kind: 'firing', id: randomUUID() },
      new Date('2031-01-01'),
    );
    const paths = [other, `${token}A`, token.slice(1), 'x', '', 'acknowledge', 'A'.repeat(4_000), `${token}/`, '..%2f'];
    for (const path of paths) {
      const { status, headers, text } = await get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(headers['content-type']).toMatch(/^text\/html/);
      if (path.length > 20) expect(text).not.toContain(path);
    }
    expect(seen.finds).toBe(0);
  });

  it('says 410 to a link that has expired, and to one whose thing is gone', async () => {
    const { get, clock, seen } = world();
    clock.now = new Date('2030-02-01T00:00:00Z');
    expect(await get()).toMatchObject({ status: 410, text: expect.stringContaining('has expired') });
    expect(seen.finds).toBe(0);
    expect(await world({ page: null }).get()).toMatchObject({ status: 410, text: expect.stringContaining('not here') });
  });

  it('is refused with a page after too many requests, and for other methods', async () => {
    const { get, framework, token } = world({ perMinute: 3 });
    expect(await request(framework.app).delete(`/n/${token}`)).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD', 'content-type': expect.stringMatching(/^text\/html/) },
    });
    await get();
    await get();
    expect(await get()).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.any(String), 'content-type': expect.stringMatching(/^text\/html/) },
    });
  });

  it('shows the list of a digest', async () => {
    const row = { name: 'a', subject: 'CN=<a>', daysLeft: 1, hoursLeft: 30, issuer: null, owner: null, groups: [] };
    const rows = [
      { ...row, notAfter: '2030-01-02T06:00:00.000Z', raProfile: null, step: null, link: 'https://c/n/"x' },
    ];
    const { text } = await world({ page: { acknowledgement: null, list: { rows, hasMore: true } } }).get();
    expect(text).toContain('<a href="https://c/n/&#34;x">CN=&lt;a&gt;</a></td><td>30 hours left</td>');
    expect(text).toContain('2030-01-02 06:00:00 UTC');
    expect(text).toContain('These are the first 1.');
    expect(text).not.toContain('<form');
  });
});

describe('acknowledging on a page', () => {
  it('with a key is the owner’s, audited like the API’s, and leads back to the page', async () => {
    const { press, get, seen, framework, token } = world();
    const answer = await press({ key: keys.writer, comment: ' on it ' });
    expect([answer.status, answer.headers['location']]).toEqual([303, token]);
    expect(seen.given).toEqual([{ by: { uuid: 'u-ann', name: 'ann' }, comment: 'on it' }]);
    expect((await get()).text).not.toContain('<form');
    const operation = { operation: 'expiring.acknowledge', resource: { type: 'certificates' } };
    const actor = { type: 'user', authMethod: 'apiKey', uuid: 'u-ann', name: 'ann' };
    expect(framework.rows).toMatchObject([
      { ...operation, actor, phase: 'request', operationData: { params: { certificateUuid: certificate } } },
      { ...operation, actor, phase: 'outcome', operationResult: 'success', message: 'done' },
    ]);
    expect(framework.rows[1]!.resource.objects).toMatchObject([{ uuid: certificate }]);
    const kept = JSON.stringify([framework.rows, framework.logLines]);
    for (const secret of [keys.writer, token]) expect(kept).not.toContain(secret);
    expect(kept).toContain('/n/{token}');
  });

  it('twice is done once', async () => {
    const { press, post, seen, links, token } = world();
    const form = links.signForm(token, start);
    await press({ key: keys.writer });
    const again = await post({ token, form, key: keys.writer });
    expect([again.status, seen.given.length]).toEqual([303, 1]);
  });

  it.each([
    { name: 'no key', key: '', status: 401, says: 'An API key is needed.', rows: 0 },
    { name: 'an unknown key', key: 'wrong', status: 401, says: 'The key is unknown', rows: 1 },
    { name: 'a key that is none', key: 'a\tb', status: 401, says: 'The key', rows: 1 },
    { name: 'a key without the right', key: keys.reader, status: 403, says: 'expiring:write', rows: 1 },
  ])('with $name is refused on the same page', async ({ key, status, says, rows }) => {
    const { press, seen, framework } = world();
    const answer = await press({ key });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(says);
    expect(answer.text).toContain('<form');
    if (key !== '') expect(answer.text).not.toContain(key);
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect([seen.given, framework.rows.length]).toEqual([[], rows]);
  });

  it('counts wrong keys against the address', async () => {
    const { framework, links, token } = world({ perMinute: 1_000 });
    const form = links.signForm(token, start);
    const statuses = new Set<number>();
    for (let time = 0; time < defaultBudgets.signIn + 2; time += 1) {
      const fields = { token, form, key: `wrong-${time}` };
      statuses.add((await request(framework.app).post('/n/acknowledge').type('form').send(fields)).status);
    }
    expect([...statuses]).toEqual([401, 429]);
  });

  it('needs the form of that page, not long ago, and not out of another site', async () => {
    const { press, post, seen, token, links, clock } = world({ acknowledgesByLink: true });
    expect((await post({ token })).status).toBe(403);
    expect((await press({ form: links.signForm('another', start) })).status).toBe(403);
    for (const site of ['cross-site', 'same-site']) {
      expect((await press({}, { 'Sec-Fetch-Site': site })).status).toBe(403);
    }
    const form = links.signForm(token, start);
    clock.now = new Date(start.getTime() + 3_600_000);
    expect(await post({ token, form })).toMatchObject({
      status: 403,
      text: expect.stringContaining('press the button'),
    });
    expect(seen.given).toEqual([]);
    expect((await press({}, { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' })).status).toBe(303);
  });

  it('by the link alone is possible where that is set, and named so', async () => {
    const { press, seen, framework } = world({ acknowledgesByLink: true });
    expect((await press({ comment: 'seen' })).status).toBe(303);
    expect(seen.given).toEqual([{ by: { uuid: null, name: 'signed link' }, comment: 'seen' }]);
    const actor = { type: 'anonymous', authMethod: 'signedLink', uuid: null, name: 'signed link' };
    expect(framework.rows).toMatchObject([
      { actor, phase: 'request' },
      { actor, phase: 'outcome' },
    ]);
  });

  it('a key that is given counts also there, also when it is wrong', async () => {
    const { press, seen } = world({ acknowledgesByLink: true });
    expect((await press({ key: 'wrong' })).status).toBe(401);
    expect((await press({ key: keys.writer })).status).toBe(303);
    expect(seen.given).toMatchObject([{ by: { uuid: 'u-ann' } }]);
  });

  it.each([
    { name: 'nothing to acknowledge', options: { page: { acknowledgement: null } }, status: 409 },
    { name: 'a full disk', options: { hasRoom: () => false }, status: 507 },
    {
      name: 'a new cycle meanwhile',
      options: {
        acknowledgements: {
          look: async () => ({ certificate: certificateOf(certificate) }) as unknown as Acknowledgeable,
          acknowledgeOnce: () => Promise.reject(new CertloomError('conflict', 'It has been replaced.')),
        },
      },
      status: 409,
    },
  ])('is refused: $name', async ({ options, status }) => {
    const { post, token, links, seen } = world(options);
    const answer = await post({ token, form: links.signForm(token, start), key: keys.writer });
    expect([answer.status, seen.given]).toEqual([status, []]);
  });

  it('without an audit log is not done', async () => {
    const { framework, press, seen } = world();
    framework.auditDown = true;
    expect((await press({ key: keys.writer })).status).toBe(503);
    expect([seen.looked, seen.given]).toEqual([0, []]);
  });

  it.each([
    { name: 'JSON', type: 'application/json', body: '{}', status: 404 },
    {
      name: 'a large form',
      type: 'application/x-www-form-urlencoded',
      body: `comment=${'x'.repeat(9_000)}`,
      status: 413,
    },
    { name: 'many fields', type: 'application/x-www-form-urlencoded', body: 'a=&'.repeat(50), status: 400 },
    { name: 'a field twice', type: 'application/x-www-form-urlencoded', body: 'token=a&token=b', status: 404 },
  ])('$name is refused with a page', async ({ type, body, status }) => {
    const { framework } = world();
    const answer = await request(framework.app).post('/n/acknowledge').set('Content-Type', type).send(body);
    expect([answer.status, answer.type]).toEqual([status, 'text/html']);
  });

  it('a comment with control characters or beyond its length is refused', async () => {
    const { press, seen } = world();
    for (const comment of ['a\u0000b', 'x'.repeat(1_001)]) {
      expect((await press({ key: keys.writer, comment })).status).toBe(422);
    }
    expect(seen.given).toEqual([]);
  });
});
