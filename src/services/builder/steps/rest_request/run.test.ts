import { stepWork } from '../../../../../test/support/builder';
import type { ConnectionOutcome, ConnectionRequest } from '../../../connections/client';
import { createRestRequestRunner } from './run';

const { signal } = new AbortController();
function scene(status = 200, body: unknown = { list: [{ mail: 'a@x.test' }] }) {
  const asked: ConnectionRequest[] = [];
  const answer: ConnectionOutcome = {
    ...{ kind: 'answered', url: 'https://api.test/x', status, headers: { a: 'b' }, body, retryAfterMs: null },
  };
  const runner = createRestRequestRunner({
    connections: { request: async (request) => (asked.push(request), answer) },
  });
  const run = (settings: Record<string, unknown>, change: Parameters<typeof stepWork>[2] = {}) =>
    runner.run(stepWork('rest_request', settings, change), signal);
  return { asked, run };
}
const url = 'https://api.test/x?cn=$(cn)';

it('calls with tokens encoded for their place, and keeps the answer with its types', async () => {
  const { asked, run } = scene();
  const settings = { url, method: 'POST', body: '{"cn": "$(cn)"}', resultVariable: 'Answer' };
  expect(await run(settings, { values: { cn: 'a "b"' } })).toMatchObject({
    ...{ kind: 'done', outputs: { status: 200 } },
    variables: { Answer: { status: 200, headers: { a: 'b' }, body: { list: [{ mail: 'a@x.test' }] } } },
  });
  expect(asked[0]).toMatchObject({
    ...{ method: 'POST', context: 'service', connection: { url: 'https://api.test/x?cn=a%20%22b%22' } },
    headers: { 'idempotency-key': 'i1:1:Ask:1', 'content-type': 'application/json' },
  });
  expect(asked[0]?.body?.toString()).toBe('{"cn": "a \\"b\\""}');
});

it('gives imported definitions the text of the answer', async () => {
  const content = { unresolvedTokens: 'literal', restResultAs: 'text' } as const;
  expect(await scene().run({ url, resultVariable: 'A' }, { content })).toMatchObject({
    variables: { A: '{"list":[{"mail":"a@x.test"}]}' },
  });
});

it.each([
  [404, undefined, 'failed'],
  [404, [404], 'done'],
  [302, ['3xx'], 'done'],
  [503, undefined, 'failed'],
] as const)('with status %s and acceptStatus %j is %s', async (status, acceptStatus, kind) => {
  expect(await scene(status).run({ url, ...(acceptStatus && { acceptStatus }) })).toMatchObject({ kind });
});
