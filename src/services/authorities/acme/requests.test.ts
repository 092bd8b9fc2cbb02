import { acmeDirectory, acmeExchange } from '../../../../test/support/acme-session';
import { newAccountKey } from './jws';
import { createAcmeRequests } from './requests';

const badNonce = { status: 400, json: { type: 'urn:ietf:params:acme:error:badNonce' }, nonce: 'n2' };
const request = { what: 'do it', url: 'https://ca.example/x', payload: null };
const signatory = { key: newAccountKey(), accountUrl: 'https://ca.example/1' };

it('takes the nonce of the answer before, and makes a request anew whose nonce was refused', async () => {
  const { exchange, asked } = acmeExchange({ nonce: 'n1' }, badNonce, { nonce: 'n3', location: 'there' });
  const answer = await createAcmeRequests(exchange).post(acmeDirectory, signatory, request);
  expect([answer.location, asked.map(({ method }) => method)]).toEqual(['there', ['HEAD', 'POST', 'POST']]);
});

it('sends nothing else twice, and gives up on nonces at last', async () => {
  const failing = acmeExchange({ nonce: 'n1' }, { status: 500 });
  await expect(createAcmeRequests(failing.exchange).post(acmeDirectory, signatory, request)).rejects.toMatchObject({
    ...{ code: 'authority_failed', isFinal: false },
  });
  const never = acmeExchange({ nonce: 'n1' }, ...Array.from({ length: 10 }, () => badNonce));
  await expect(createAcmeRequests(never.exchange).post(acmeDirectory, signatory, request)).rejects.toMatchObject({
    isFinal: false,
  });
  expect([failing.asked.length, never.asked.length]).toEqual([2, 11]);
});
