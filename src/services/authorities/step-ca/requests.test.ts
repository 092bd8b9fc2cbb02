import { acmeExchange } from '../../../../test/support/acme-session';
import { createStepCaRequests, toldByServer } from './requests';

const ask = (answer: object) => {
  const { exchange, asked } = acmeExchange(answer);
  const request = { what: 'sign the request', method: 'POST', path: '/1.0/sign', body: { a: 1 } } as const;
  return { asked, answer: createStepCaRequests(exchange)('https://ca.example:9000/below', request) };
};

it('asks below the origin of the address', async () => {
  const { asked, answer } = ask({ status: 201, json: { ok: true } });
  expect(await answer).toMatchObject({ json: { ok: true } });
  expect(asked).toEqual([{ method: 'POST', url: 'https://ca.example:9000/1.0/sign', body: { a: 1 } }]);
});

it.each([
  [400, { message: 'Bad\nthing.' }, 'request_refused', true, toldByServer],
  [401, { message: 'No.' }, 'unauthorized', true, toldByServer],
  [403, { message: 'No.' }, 'refused_by_authority', true, toldByServer],
  [500, { message: 'See logs.' }, 'authority_failed', false, toldByServer],
  [503, null, 'authority_failed', false, undefined],
  [429, { message: 7 }, 'authority_failed', false, undefined],
])('takes %d %j for %s', async (status, json, code, isFinal, type) => {
  await expect(ask({ status, json }).answer).rejects.toMatchObject({ code, isFinal, more: { status } });
  await expect(ask({ status, json }).answer).rejects.toMatchObject({
    more: type === undefined ? expect.not.objectContaining({ type: toldByServer }) : { type },
  });
});

it('quotes the server in one line', async () => {
  await expect(ask({ status: 400, json: { message: 'Bad\nthing.' } }).answer).rejects.toThrow(
    'The authority did not sign the request: Bad thing (status 400).',
  );
});
