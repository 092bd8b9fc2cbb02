import { acmeSession } from '../../../../test/support/acme-session';
import { clearConfirmations, confirmNames } from './confirm';
import { firstState } from './order-state';

const order = { status: 'pending', authorizations: ['u'], finalize: 'f', certificate: null, error: null };
const authorization = {
  ...{ status: 'pending', identifier: { type: 'dns', value: 'a.example' } },
  challenges: [{ type: 'dns-01', url: 'c', status: 'pending', token: 'token' }],
};
const cleared: string[] = [];
const method = {
  leavesTraces: true,
  prepare: async () => false,
  clear: async ({ keyAuthorization }: { keyAuthorization: string }) => void cleared.push(keyAuthorization),
};

it('does not answer before what was prepared is to be seen', async () => {
  const { session, asked } = acmeSession({ json: authorization });
  const state = firstState(new Date());
  const result = await confirmNames(session, order, { type: 'dns-01', method }, state, async () => undefined);
  expect([result.state, asked.map(({ url }) => url)]).toEqual([state, ['u']]);
});

it('refuses a challenge that is not offered, and says what is', async () => {
  const { session } = acmeSession({ json: authorization });
  const asked = confirmNames(
    session,
    order,
    { type: 'http-01', method },
    firstState(new Date()),
    async () => undefined,
  );
  await expect(asked).rejects.toMatchObject({
    code: 'challenge_not_offered',
    message: expect.stringContaining('dns-01'),
  });
});

it('takes back what it has left', async () => {
  await clearConfirmations(acmeSession({ json: authorization }).session, order, { type: 'dns-01', method });
  expect(cleared).toEqual(['token.print']);
});
