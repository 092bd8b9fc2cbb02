/** Scripts that call a service over a connection, and what of it the record keeps. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestProduct, type TestProduct } from '../support/product';

let product: TestProduct;
const asked: { url: string; authorization: string | undefined }[] = [];
const service = createServer((req: IncomingMessage, res) => {
  asked.push({ url: req.url ?? '', authorization: req.headers.authorization });
  const token = { access_token: 'issued-token-815', token_type: 'Bearer', expires_in: 3_600 };
  res.setHeader('content-type', 'application/json').end(JSON.stringify(req.url === '/token' ? token : { id: 7 }));
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  product = await startTestProduct({ env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.0/8' } });
});
afterAll(async () => {
  await product?.close();
  service.close();
});

type Json = Record<string, unknown>;

async function run(name: string): Promise<Json> {
  const { body } = await product
    .call('post', `/scripts/${name}/test`)
    .send({ execute: true, mode: 'workflow' })
    .expect(202);
  for (const until = Date.now() + 30_000; ; await sleep(100)) {
    const answer = await product.call('get', `/script-runs/${(body as { runId: string }).runId}`).expect(200);
    const found = answer.body as Json;
    if (!['waiting', 'running'].includes(String(found['status']))) return found;
    if (Date.now() > until) throw new Error(JSON.stringify(found));
  }
}

const content = `export default async ({ connections, http }) => {
  const { baseUrl, headers } = connections.tickets;
  console.log(headers.authorization);
  const { body } = await http.post(baseUrl + '/tickets', { headers, body: { title: 'x' } });
  return { ticket: body.id };
};`;

it('fetches one token for scripts that run side by side, gives it to them, and keeps neither it nor the secret', async () => {
  await product.call('put', '/secrets/tickets-client').send({ secret: 'client-secret-4711' }).expect(201);
  const auth = { type: 'oauth_client_credentials', tokenUrl: `${base}/token`, clientId: 'certloom' };
  const made = await product
    .call('post', '/connections')
    .send({ name: 'tickets', baseUrl: base, auth, secretRef: 'tickets-client', allowedContexts: ['api'] })
    .expect(201);
  const script = { name: 'open-ticket', runtime: 'node', content, connections: ['tickets'] };
  const stored = await product.call('post', '/scripts').send(script).expect(201);
  expect(stored.body).toMatchObject({ connections: ['tickets'], warnings: [] });

  const runs = await Promise.all([run('open-ticket'), run('open-ticket'), run('open-ticket')]);
  for (const one of runs) {
    expect(one).toMatchObject({ status: 'succeeded', result: { ticket: 7 }, stdout: 'Bearer ***\n' });
  }
  expect(asked.filter(({ url }) => url === '/token')).toHaveLength(1);
  const calls = asked.filter(({ url }) => url === '/tickets');
  expect(calls.map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer issued-token-815'));
  const kept = await product.foundation.db.collection('connection_tokens').find({}).toArray();
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain('issued-token-815');

  const { uuid, revision } = made.body as { uuid: string; revision: number };
  const refused = await product.call('delete', `/connections/${uuid}`).set('If-Match', `"${revision}"`).expect(409);
  expect(JSON.stringify(refused.body)).toContain('open-ticket');
});

it('ends a run whose connection is not for its context, and says why', async () => {
  await product
    .call('post', '/connections')
    .send({ name: 'service-only', baseUrl: base, auth: { type: 'none' }, allowedContexts: ['service'] })
    .expect(201);
  await product
    .call('post', '/scripts')
    .send({ name: 'wrong-context', runtime: 'node', content, connections: ['service-only'] })
    .expect(201);
  expect(await run('wrong-context')).toMatchObject({
    ...{
      status: 'failed',
      error: { errorId: 'connection_unavailable', message: expect.stringContaining('context api') },
    },
  });
});
