import { acmeSession } from '../../../../test/support/acme-session';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import { AuthorityFault } from '../authority-fault';
import { firstState } from './order-state';
import { placeOrder } from './placing';

const settings = { profile: 'classic' } as AcmeSettings;

it.each([[409], [403], [500]])('orders without the replaced one after status %d', async (status) => {
  const csr = await certificationRequest();
  const step = await builtinInMemory().authority.advance(orderOf(csr), null, noState);
  const replaces = step.kind === 'issued' ? step.certificate : null;
  const fault = new AuthorityFault('already_replaced', 'No.', true, { status });
  const { session, asked } = acmeSession(fault, { location: 'https://ca.example/1' });
  const saved: unknown[] = [];
  const order = orderOf(csr, { replaces });
  const state = await placeOrder(
    session,
    { order, settings },
    firstState(new Date()),
    async (one) => void saved.push(one),
  );
  expect(state).toMatchObject({ orderUrl: 'https://ca.example/1', asReplacement: false });
  expect(asked.map(({ payload }) => Object.keys(payload!))).toEqual([
    ['identifiers', 'profile', 'replaces'],
    ['identifiers', 'profile'],
  ]);
  expect(saved).toHaveLength(2);
});

it('refuses names that cannot be ordered', async () => {
  for (const names of [[], ['rfc822Name:a@example.org']]) {
    const order = orderOf(Buffer.alloc(0), { names });
    const placed = placeOrder(
      acmeSession().session,
      { order, settings },
      firstState(new Date()),
      async () => undefined,
    );
    await expect(placed).rejects.toMatchObject({ code: 'names_refused', isFinal: true });
  }
});
