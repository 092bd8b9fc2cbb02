import { randomBytes, randomUUID } from 'node:crypto';
import request from 'supertest';
import { createFramework } from '../../../test/support/framework';
import { approvalOf, decisionOf } from '../../../test/support/approval';
import { userOf } from '../../../test/support/user';
import { decide } from '../../domain/approvals/decide';
import type { User } from '../../domain/identity/user';
import type { Approval } from '../../domain/approvals/approval';
import { CertloomError } from '../../domain/problem';
import { createLinkSigner } from '../../secrets/link-signer';
import { approvalFacts, approvalRemarks } from '../../services/approvals/page';
import { refusalText } from '../../services/approvals/decisions';
import { createPersonalDecisions } from '../../services/approvals/personal-decisions';
import { createAuthenticate } from '../http/auth';
import { defaultBudgets } from '../http/rate-limits';
import { createSignIn } from '../http/sign-in';
import { noticePages } from './pages';

const start = new Date('2030-01-02T00:00:00Z');
const [approvalUuid, adaUuid, bobUuid] = [randomUUID(), randomUUID(), randomUUID()];

/** The page of an approval that asks a group, behind links of its two members, with all rules of deciding. */
function world(change: Partial<Approval> = {}) {
  const links = createLinkSigner([randomBytes(32)]);
  const state = {
    on: true,
    approval: approvalOf({ uuid: approvalUuid, ...change }),
    now: start,
    beforeDeciding: () => {},
  };
  const role = {
    uuid: 'r',
    name: 'r',
    description: '',
    permissions: ['approvals:write'],
    builtIn: false,
    revision: 1,
  } as const;
  const people = new Map<string, User>(
    [adaUuid, bobUuid].map((uuid, index) => [
      uuid,
      userOf(uuid, {
        username: ['ada', 'bob'][index]!,
        displayName: ['Ada <b>', ''][index]!,
        roles: ['r'],
        groups: ['g-desk'],
      }),
    ]),
  );
  const personal = createPersonalDecisions({
    isOn: async () => state.on,
    users: { find: async (uuid) => people.get(uuid) },
    roles: { byIds: async () => [role] },
    approvals: { find: async () => state.approval },
    now: () => state.now,
  });
  const framework = createFramework([], {
    pages: [
      {
        path: '/n',
        router: noticePages({
          links,
          pages: {
            find: async (_target, at) => ({
              ...{ title: 'Approval requested: issue www', list: null, acknowledgement: null, screen: 'approvals/x' },
              ...{ facts: approvalFacts(state.approval), remarks: approvalRemarks(state.approval, at) },
              decision: state.approval.status === 'pending' ? { approval: approvalUuid } : null,
            }),
          },
          acknowledgements: {
            look: () => Promise.reject(new Error()),
            acknowledgeOnce: () => Promise.reject(new Error()),
          },
          approvals: {
            personal,
            directory: async () => ({ users: people }),
            decisions: {
              async decide(_uuid, asked) {
                state.beforeDeciding();
                const decided = decide(state.approval, { ...asked, key: asked.key ?? null }, state.now);
                if (decided.kind === 'refused') {
                  throw new CertloomError(
                    decided.because === 'already_decided' ? 'already_decided' : 'approval_closed',
                    refusalText(decided.because),
                  );
                }
                if (decided.kind === 'moved') state.approval = decided.next;
                return state.approval;
              },
            },
          },
          audit: {
            request: (...all) => framework.audit.request(...all),
            outcome: (...all) => framework.audit.outcome(...all),
            verbose: () => framework.audit.verbose(),
            refusal: (...all) => framework.audit.refusal(...all),
            flush: () => framework.audit.flush(),
          },
          signIn: createSignIn({
            authenticate: createAuthenticate({
              lookUp: async () => undefined,
              touch: async () => undefined,
              now: () => state.now,
            }),
            audit: { refusal: async () => undefined },
            budgets: defaultBudgets,
          }),
          acknowledgesByLink: false,
          now: () => state.now,
        }),
      },
    ],
  });
  const token = (user: string) => links.sign({ kind: 'decision', id: approvalUuid, user }, state.approval.expiryAt);
  const get = (user = adaUuid) => request(framework.app).get(`/n/${token(user)}`);
  const formOf = async (user = adaUuid) =>
    Object.fromEntries(
      [...(await get(user)).text.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
  const post = (fields: object, headers: Record<string, string> = {}) =>
    request(framework.app).post('/n/decide').set(headers).type('form').send(fields);
  const press = async (decision: string, { user = adaUuid, comment = '', headers = {} } = {}) =>
    post({ ...(await formOf(user)), decision, comment }, headers);
  return { framework, links, state, people, token, get, post, press, formOf };
}

it('the page says as whom one decides, shows two buttons, and asks for no key', async () => {
  const { get } = world();
  const { status, text } = await get();
  expect(status).toBe(200);
  expect(text).toContain('You decide as <strong>Ada &lt;b&gt; (ada)</strong>.');
  expect([...text.matchAll(/<button[^>]*value="(\w+)"/g)].map(([, value]) => value)).toEqual(['approve', 'reject']);
  expect(text).not.toMatch(/API key|<script|type="password"/);
});

it('a press decides in that name, which the page, the audit log and the approval say', async () => {
  const { press, get, state, framework, token } = world();
  const answer = await press('approve', { comment: ' looks right ' });
  expect([answer.status, answer.headers['location']]).toEqual([303, token(adaUuid)]);
  expect(state.approval.decisions).toMatchObject([
    {
      user: { uuid: adaUuid, name: 'ada' },
      decision: 'approve',
      comment: 'looks right',
      byLink: true,
      override: false,
    },
  ]);
  const { text } = await get();
  expect(text).toContain('You have approved this.');
  expect(text).not.toContain('<form');
  const actor = { type: 'user', authMethod: 'signedLink', uuid: adaUuid, name: 'ada' };
  expect(framework.rows).toMatchObject([
    { operation: 'approvals.decide', actor, phase: 'request' },
    { operation: 'approvals.decide', actor, phase: 'outcome', operationResult: 'success' },
  ]);
  expect(JSON.stringify([framework.rows, framework.logLines])).not.toContain(token(adaUuid));
});

it('reading decides nothing, however it is asked', async () => {
  const { framework, token, state } = world();
  for (const method of ['get', 'head'] as const) {
    const headers = { 'Sec-Purpose': 'prefetch;prerender', 'Sec-Fetch-Site': 'none' };
    const page = `/n/${token(adaUuid)}?decision=approve`;
    await request(framework.app)[method](page).set(headers).expect(200);
    await request(framework.app)[method]('/n/decide').expect(404);
  }
  expect([state.approval.decisions, framework.rows]).toEqual([[], []]);
});

it.each<{ name: string; headers: Record<string, string> }>([
  { name: 'another site', headers: { 'Sec-Fetch-Site': 'cross-site' } },
  { name: 'another port', headers: { 'Sec-Fetch-Site': 'same-site' } },
  { name: 'a browser ahead of its reader', headers: { 'Sec-Purpose': 'prefetch' } },
])('what $name sends decides nothing', async ({ headers }) => {
  const { press, state } = world();
  expect((await press('approve', { headers })).status).toBe(403);
  expect(state.approval.decisions).toEqual([]);
});

it('the same form twice is one decision, another one later is told so', async () => {
  const { formOf, post, state } = world();
  const form = { ...(await formOf()), decision: 'approve' };
  expect([(await post(form)).status, (await post(form)).status]).toEqual([303, 303]);
  expect(state.approval.decisions).toHaveLength(1);
  const other = await post({ ...form, decision: 'reject' });
  expect([other.status, other.text]).toEqual([
    409,
    expect.stringContaining('You have decided on this approval already.'),
  ]);
});

it('who comes second is told how it stands now', async () => {
  const { press, state } = world();
  state.beforeDeciding = () => {
    const closed = { status: 'rejected', closedBecause: 'decision', closedAt: start } as const;
    state.approval = {
      ...state.approval,
      ...closed,
      decisions: [decisionOf('eve', { decision: 'reject', comment: 'wrong name' })],
    };
  };
  const { status, text } = await press('approve', { user: bobUuid });
  expect(status).toBe(409);
  expect(text).toContain('This approval is closed already.');
  expect(text).toContain('reject by eve: wrong name');
  expect(text).not.toContain('<form');
});

it('a disabled account sees and decides nothing', async () => {
  const { get, post, formOf, people, state } = world();
  const form = await formOf();
  people.set(adaUuid, { ...people.get(adaUuid)!, enabled: false });
  for (const { status, text } of [await get(), await post({ ...form, decision: 'approve' })]) {
    expect(status).toBe(403);
    expect(text).toContain('disabled or has been deleted');
    expect(text).not.toContain('www');
  }
  expect(state.approval.decisions).toEqual([]);
});

it('where links decide nothing, the page says how to decide, and an earlier form does not', async () => {
  const { get, post, formOf, state } = world();
  const form = await formOf();
  state.on = false;
  const { text } = await get();
  expect(text).toContain('sign in to the console');
  expect(text).toContain('name="key"');
  expect(text).not.toContain('You decide as');
  const refused = await post({ ...form, decision: 'approve' });
  expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('switched off')]);
  expect(state.approval.decisions).toEqual([]);
});

it('ends with the approval', async () => {
  const { get, state } = world();
  const { expiryAt } = state.approval;
  state.now = new Date(expiryAt.getTime() - 1000);
  expect((await get()).status).toBe(200);
  state.now = expiryAt;
  expect(await get()).toMatchObject({
    status: 410,
    text: expect.stringContaining('The time for this decision is over.'),
  });
});

it('a plain link to the approval decides nothing', async () => {
  const { framework, links, post, state } = world();
  const plain = links.sign({ kind: 'approval', id: approvalUuid }, new Date('2031-01-01'));
  const { text } = await request(framework.app).get(`/n/${plain}`);
  expect(text).toContain('name="key"');
  const form = { token: plain, form: links.signForm(plain, start), decision: 'approve' };
  expect((await post(form)).status).toBe(401);
  expect(state.approval.decisions).toEqual([]);
});
