import { orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { OrderState } from '../../../domain/authorities/authority';
import type { AcmeSession } from './accounts';
import { AuthorityFault } from '../authority-fault';
import { createAcmeOrders, type OrderAt } from './orders';

const now = new Date('2027-01-01T00:00:00Z');
const orderUrl = 'https://ca.example/order/1';

/** An authority that answers one thing after another; a fault is thrown. */
async function scene(answers: readonly (object | AuthorityFault)[], at = now) {
  const asked: string[] = [];
  const left = [...answers];
  const session = {
    directory: { newOrder: 'https://ca.example/new', renewalInfo: null },
    thumbprint: 'print',
    async post({ url, payload }: { url: string; payload: object | null }) {
      asked.push(`${url} ${JSON.stringify(payload)}`);
      const next = left.shift();
      if (next === undefined || next instanceof AuthorityFault) throw next ?? new Error(`not expected: ${url}`);
      return {
        status: 200,
        body: Buffer.alloc(0),
        nonce: null,
        retryAfterMs: null,
        location: null,
        json: next,
        ...next,
      };
    },
  } as unknown as AcmeSession;
  const prepared: string[] = [];
  const orderAt: OrderAt = {
    session: async () => session,
    settings: { challenge: 'http-01', profile: 'own' } as AcmeSettings,
    order: orderOf(await certificationRequest()),
    method: {
      leavesTraces: false,
      prepare: async ({ keyAuthorization }) => prepared.push(keyAuthorization) > 0,
      clear: async () => undefined,
    },
    delivered: async () => undefined,
  };
  const saved: OrderState[] = [];
  const advance = (state: OrderState | null) =>
    createAcmeOrders(() => at)(orderAt, state, async (next) => void saved.push(next));
  return { advance, asked, prepared, saved };
}

const order = (status: string, more: object = {}) => ({
  ...{ status, authorizations: ['https://ca.example/authz/1'], finalize: 'https://ca.example/fin' },
  ...more,
});
const authorization = (status: string, challenge: object = {}, name = 'web.example.org') => ({
  status,
  identifier: { type: 'dns', value: name },
  challenges: [
    { type: 'new-99', whatever: true },
    { type: 'http-01', url: 'https://ca.example/chal/1', status: 'pending', token: 'token', ...challenge },
  ],
});
const failed = { type: 'urn:ietf:params:acme:error:connection', detail: 'refused' };
const started = {
  orderUrl,
  asReplacement: true,
  startedAt: now.getTime(),
  finalizedAt: null,
  answered: '',
  repeats: 0,
};

it('stores the order before it goes on, and answers each challenge once', async () => {
  const { advance, asked, prepared, saved } = await scene([
    { location: orderUrl },
    order('pending'),
    authorization('pending'),
    {},
    order('pending'),
    authorization('pending'),
  ]);
  const step = await advance(null);
  expect(step).toMatchObject({
    kind: 'pending',
    retryAfterMs: 500,
    message: expect.stringContaining('web.example.org'),
  });
  expect(asked[0]).toContain('"profile":"own"');
  expect([saved[0], prepared]).toEqual([started, ['token.print']]);
  const again = await advance((step as { state: OrderState }).state);
  expect(again).toMatchObject({ kind: 'pending' });
  expect(asked.filter((one) => one.includes('/chal/'))).toEqual(['https://ca.example/chal/1 {}']);
});

it('stores that it finalizes before it does, and waits as the authority asks', async () => {
  const { advance, saved, asked } = await scene([order('ready'), { json: order('processing'), retryAfterMs: 9_000 }]);
  expect(await advance(started)).toMatchObject({ kind: 'pending', retryAfterMs: 9_000 });
  expect(saved).toEqual([{ ...started, finalizedAt: now.getTime() }]);
  expect(asked[1]).toMatch(/^https:\/\/ca\.example\/fin \{"csr":/);
});

it.each([
  ['an hour of processing', [order('processing')], 'issuance_too_slow', 3_600_001],
  ['an hour of confirming', [order('pending'), authorization('pending')], 'names_not_confirmed', 3_600_001],
  [
    'an order that failed over a name',
    [order('invalid'), authorization('invalid', { status: 'invalid', error: failed })],
    'names_not_confirmed',
    0,
  ],
  ['an order that failed over nothing', [order('invalid', { authorizations: [] })], 'order_invalid', 0],
  ['an authorization that is gone', [order('pending'), authorization('deactivated')], 'names_not_confirmed', 0],
  ['a policy', [new AuthorityFault('names_refused', 'No.', true)], 'names_refused', 0],
])('refuses after %s', async (_case, answers, code, laterMs) => {
  const answered = laterMs === 0 ? started : { ...started, answered: 'x' };
  const { advance } = await scene(
    [...answers, ...(code === 'names_not_confirmed' && laterMs > 0 ? [{}] : [])],
    new Date(now.getTime() + laterMs),
  );
  expect(await advance(answered)).toMatchObject({ kind: 'refused', code });
});

it('answers a challenge that failed and stays open three times more', async () => {
  const open = authorization('pending', { error: failed });
  const round = [order('pending'), open, {}];
  const { advance } = await scene([...round, ...round, ...round, ...round, order('pending'), open]);
  let state: OrderState = started;
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const step = await advance(state);
    if (step.kind !== 'pending') throw new Error(JSON.stringify(step));
    state = step.state;
  }
  expect(await advance(state)).toEqual({
    kind: 'refused',
    code: 'names_not_confirmed',
    message: 'The authority could not confirm web.example.org: refused (connection).',
  });
});

it('waits where the authority says how long, and throws what may pass otherwise', async () => {
  const limited = new AuthorityFault('rate_limited', 'Too many.', false, { status: 429, retryAfterMs: 120_000 });
  const { advance } = await scene([limited, new AuthorityFault('authority_failed', 'No.', false, { status: 500 })]);
  expect(await advance(null)).toMatchObject({ kind: 'pending', retryAfterMs: 120_000, message: 'Too many.' });
  await expect(advance(started)).rejects.toThrow('No.');
});
