import { NoAnswerFrom, providerFaultOf } from './provider-fault';

const issuer = 'https://id.example.org';
const coded = (code: string, cause?: unknown, more: object = {}) =>
  Object.assign(new Error('library words', { cause }), { code }, more);
const answer = new Response('x', { status: 503 });

it.each<[string, unknown, string, RegExp]>([
  [
    'nobody there',
    new TypeError('fetch failed', { cause: new NoAnswerFrom('https://id.example.org/x', 'refuses connections') }),
    'unreachable',
    /^https:\/\/id.example.org\/x refuses connections\.$/,
  ],
  ['silence', coded('OAUTH_TIMEOUT'), 'unreachable', /did not answer in time/],
  ['a status', coded('OAUTH_RESPONSE_IS_NOT_CONFORM', answer), 'misconfigured', /token answered with status 503/],
  [
    'another issuer',
    coded(
      'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
      coded('x', { expected: issuer, body: { issuer: `${issuer}/` }, attribute: 'issuer' }),
    ),
    'misconfigured',
    /calls itself https:\/\/id.example.org\/, and the configured issuer is https:\/\/id.example.org\./,
  ],
  [
    'a refusal of the token endpoint',
    coded('OAUTH_RESPONSE_BODY_ERROR', undefined, {
      error: 'invalid_grant',
      error_description: 'grant request is invalid',
    }),
    'refused',
    /invalid_grant: grant request is invalid/,
  ],
  [
    'a refusal by the person',
    coded('OAUTH_AUTHORIZATION_RESPONSE_ERROR', undefined, { error: 'access_denied' }),
    'refused',
    /access_denied\.$/,
  ],
  ['endpoints with http', coded('OAUTH_HTTP_REQUEST_FORBIDDEN'), 'misconfigured', /X-Forwarded-Proto/],
  ['a clock', coded('OAUTH_JWT_TIMESTAMP_CHECK_FAILED'), 'misconfigured', /clocks/],
  ['another client', coded('OAUTH_JWT_CLAIM_COMPARISON_FAILED'), 'refused', /another client/],
  ['new keys', coded('OAUTH_KEY_SELECTION_FAILED'), 'unexpected', /in a minute/],
  ['anything else', new Error('odd\u202e thing'), 'unexpected', /failed: odd.*thing\.$/],
  ['no error', undefined, 'unexpected', /without words/],
])('tells of %s', (_name, error, code, words) => {
  const fault = providerFaultOf(error, issuer, () => `${issuer}/token`);
  expect(fault.code).toBe(code);
  expect(fault.message).toMatch(words);
  expect(fault.message).not.toContain('\u202e');
});
