import { createAuthorityTransport } from './transport';
import type { FetchOutcome } from '../../outbound/http-fetcher';

const now = () => new Date('2027-01-01T00:00:00Z');
const over = (outcome: FetchOutcome) =>
  createAuthorityTransport({ fetcher: { fetch: async () => outcome }, contentType: 'application/json', now });

it('reads what an answer says beside its body', async () => {
  const link = ['<https://ca.example/dir>;rel="index"', '<https://ca.example/orders?2>; rel="next"'];
  const headers = { 'retry-after': '7', 'replay-nonce': ['n1'], location: 'https://ca.example/1', link };
  const exchange = over({ kind: 'answered', status: 503, headers, body: Buffer.from('{"a":1}') });
  expect(await exchange('GET', 'https://ca.example/')).toMatchObject({
    ...{
      status: 503,
      json: { a: 1 },
      nonce: 'n1',
      next: 'https://ca.example/orders?2',
      retryAfterMs: 7_000,
      location: 'https://ca.example/1',
    },
  });
});

it('throws what the guard refuses for good, and what did not answer as passing', async () => {
  const refused = over({ kind: 'refused', code: 'address_not_allowed', detail: 'No.' });
  await expect(refused('GET', 'https://ca.example/')).rejects.toMatchObject({
    code: 'address_not_allowed',
    isFinal: true,
  });
  const failed = over({ kind: 'failed', code: 'timeout', reason: 'did not answer in time' });
  await expect(failed('GET', 'https://ca.example/x')).rejects.toMatchObject({
    ...{ message: 'The authority at ca.example did not answer in time.', isFinal: false },
  });
});
