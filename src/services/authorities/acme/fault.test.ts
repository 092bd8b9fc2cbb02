import { faultOfAnswer, problemOf } from './fault';

const urn = 'urn:ietf:params:acme:error:';

it.each([
  [400, `${urn}rejectedIdentifier`, 'names_refused', true],
  [403, `${urn}unauthorized`, 'unauthorized', true],
  [403, `${urn}caa`, 'caa_forbids', true],
  [403, 'urn:other', 'refused_by_authority', true],
  [429, `${urn}rateLimited`, 'rate_limited', false],
  [403, `${urn}rateLimited`, 'rate_limited', false],
  [403, `${urn}orderNotReady`, 'authority_failed', false],
  [500, `${urn}serverInternal`, 'authority_failed', false],
  [502, '', 'authority_failed', false],
])('takes %d %s for %s', (status, type, code, isFinal) => {
  const fault = faultOfAnswer('take the order', status, { type, detail: 'Because.' }, null);
  expect(fault).toMatchObject({ code, isFinal });
  expect(fault.message).toContain('The authority did not take the order: Because (');
});

it('makes one bounded line of whatever an authority says', () => {
  const subproblems = [{ detail: 'first' }, { detail: 7 }];
  expect(problemOf({ type: `${urn}malformed`, detail: 'a\r\nb\u0000', subproblems })).toEqual({
    type: 'malformed',
    detail: 'a b; first',
  });
  expect(problemOf('no object')).toEqual({ type: '', detail: '' });
  expect(problemOf({ detail: 'x'.repeat(5_000) }).detail).toHaveLength(400);
});
