import { acmeDirectory, acmeExchange, type NextAnswer } from '../../../../test/support/acme-session';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { createRenewalInformation } from './renewal-information';

const now = () => new Date('2027-01-01T00:00:00Z');
const [start, end] = ['2027-02-01T00:00:00Z', '2027-02-03T00:00:00Z'];

async function asked(answer: NextAnswer) {
  const step = await builtinInMemory().authority.advance(orderOf(await certificationRequest()), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const { exchange } = acmeExchange(answer);
  const windowOf = createRenewalInformation({ exchange, directories: { get: async () => acmeDirectory }, now });
  return windowOf('https://ca.example/dir', step.certificate);
}

it.each([
  [21_600_000, 21_600_000],
  [0, 60_000],
  [864_000_000, 86_400_000],
  [null, 21_600_000],
])('reads the window, and looks again after %j ms: %d', async (retryAfterMs, wait) => {
  expect(await asked({ json: { suggestedWindow: { start, end } }, retryAfterMs })).toEqual({
    ...{ start: new Date(start), end: new Date(end), explanationUrl: null },
    nextLookAt: new Date(now().getTime() + wait),
  });
});

it('has none for what the authority does not know, and throws what may pass', async () => {
  expect(await asked({ status: 404 })).toBeNull();
  await expect(asked({ status: 503 })).rejects.toMatchObject({ isFinal: false });
  await expect(asked({ json: { suggestedWindow: { start: end, end: start } } })).rejects.toThrow('without a window');
});
