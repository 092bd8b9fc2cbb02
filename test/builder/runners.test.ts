/** Steps that reach out of the product, on the real engines: REST requests, and what goes to the authority inside. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../acceptance/scene';
import { requestFor } from '../authorities/scene';
import { productOfFile } from '../support/product';
import { createBuilderScene, isEnded, isWaiting, line, logOf, step, type Json } from './scene';

interface Asked {
  readonly host: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

const asked: Asked[] = [];
/** The second has an address that is not let through. */
const [allowed, forbidden] = ['127.0.0.1', '127.0.0.2'];
const servers: Server[] = [];
const urls: Record<string, string> = {};

/** Gives tokens, redirects where `to` says, and takes everything else. */
async function serve(address: string): Promise<void> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', urls[address]);
    asked.push({ host: address, path: url.pathname, authorization: request.headers.authorization });
    const to = url.searchParams.get('to');
    if (to !== null) return void response.writeHead(302, { location: to }).end();
    const token = { access_token: 'issued-token', token_type: 'Bearer', expires_in: 3_600 };
    const body = url.pathname === '/token' ? token : { path: url.pathname };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  servers.push(server);
  urls[address] = `http://${address}:${(server.address() as AddressInfo).port}`;
}
beforeAll(() => Promise.all([serve(allowed), serve(forbidden)]));
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const product = productOfFile(() => ({ env: { CERTLOOM_OUTBOUND_ALLOW: allowed } }));
const builder = createBuilderScene(product);
const limitMs = 300_000;
const ended = (uuid: string) => builder.until(uuid, isEnded, limitMs);

it('B15 fetches one token for two steps that use one connection, and both calls carry it', async () => {
  await product().call('put', '/secrets/tickets').send({ secret: 'client-secret' }).expect(201);
  const connection = await builder.ok('post', '/connections', {
    ...{ name: 'Tickets', baseUrl: urls[allowed], secretRef: 'tickets' },
    auth: { type: 'oauth_client_credentials', tokenUrl: `${urls[allowed]}/token`, clientId: 'certloom' },
  });
  const call = (name: string) =>
    step(name, 'rest_request', { connection: connection['uuid'], path: `/${name}`, method: 'POST', body: {} });
  const definition = await builder.define(line(call('First'), call('Second')));
  expect(await ended(await builder.start(definition))).toMatchObject({ status: 'complete' });
  expect(asked.filter(({ path }) => path === '/token')).toHaveLength(1);
  const carried = asked.filter(({ path }) => path !== '/token').map((one) => `${one.path} ${one.authorization}`);
  expect(carried).toEqual(['/First Bearer issued-token', '/Second Bearer issued-token']);
});

it('B16 refuses addresses of metadata and of the own machine, also by redirect', async () => {
  const metadata = 'http://169.254.169.254/latest/meta-data/';
  const inside = `${urls[forbidden]}/inside`;
  const by = (to: string) => `${urls[allowed]}/moved?to=${encodeURIComponent(to)}`;
  const targets = { Metadata: metadata, Loopback: inside, ToMetadata: by(metadata), ToLoopback: by(inside) };
  const names = Object.keys(targets);
  const steps = Object.entries(targets).map(([name, url], index) =>
    step(name, 'rest_request', { url }, { onError: names[index + 1] ?? 'End' }),
  );
  const instance = await ended(await builder.start(await builder.define(line(...steps))));
  expect(logOf(instance).slice(1, -1)).toEqual(names.map((name) => `${name} 1 failed onError`));
  const codes = (instance['steps'] as Json[]).flatMap(({ error }) => (error === null ? [] : [error.code as string]));
  expect(codes).toEqual(names.map(() => 'address_not_allowed'));
  expect(asked.filter(({ host }) => host === forbidden)).toEqual([]);
  expect(asked.filter(({ path }) => path === '/moved')).toHaveLength(2);
});

describe('what goes to the authority', () => {
  let authority: Json;
  const profiles: Record<string, string> = {};
  beforeAll(async () => {
    authority = await builder.ok('post', '/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
    for (const name of ['own', 'others']) {
      const made = await builder.ok('post', '/ra-profiles', { name, authorityInstanceUuid: authority['uuid'] });
      profiles[name] = String(made['uuid']);
    }
  });
  const over = (uuid: unknown): Promise<Json> =>
    eventually(
      `the end of ${String(uuid)}`,
      async () => {
        const found = await builder.ok('get', `/operations/${String(uuid)}`);
        if (found['finishedAt'] === null) await sleep(200);
        return found['finishedAt'] !== null && found;
      },
      limitMs,
    );
  const field = (name: string) => step(name, 'update_enrollment_field', { name: 'by', value: name });

  it('B12 takes its own definition for an RA profile, and the global one for all others', async () => {
    const { items } = await builder.ok('get', '/builder/definitions?type=enrollment');
    const global = (items as Json[]).find(({ isGlobal }) => isGlobal)!;
    const path = `/builder/definitions/${global['uuid']}`;
    const changed = await product()
      .call('patch', path)
      .set('If-Match', '*')
      .send({ steps: line(field('Global'), step('Enroll', 'enroll')) });
    await product().call('post', `${path}/publish`).set('If-Match', `"${changed.body.revision}"`).expect(200);
    const own = await builder.define(line(field('Own'), step('Enroll', 'enroll')), {
      ...{ type: 'enrollment', startedBy: 'type', keys: [{ raProfile: profiles['own'] }] },
    });

    for (const [name, definition, first] of [
      ['own', own, 'Own'],
      ['others', global['uuid'], 'Global'],
    ] as const) {
      const body = { raProfile: profiles[name], csr: await requestFor([`${name}.example`]) };
      const operation = await over((await builder.ok('post', '/certificates/requests', body))['uuid']);
      expect(operation).toMatchObject({ state: 'issued', errorCode: null });
      const instance = await ended(String(operation['instanceUuid']));
      expect(instance).toMatchObject({
        ...{ status: 'complete', definition: { uuid: definition } },
        variables: { newCertificateId: operation['issuedCertificate'] },
      });
      expect(logOf(instance)).toEqual([
        ...['Begin 1 done continue', `${first} 1 done continue`, 'Enroll 1 done continue', 'End 1 done null'],
      ]);
    }
  }, 900_000);

  it('renews in an instance, and revokes through the definition of the RA profile', async () => {
    const body = { raProfile: profiles['own'], csr: await requestFor(['renewed.example']) };
    const issued = await over((await builder.ok('post', '/certificates/requests', body))['uuid']);
    const old = String(issued['issuedCertificate']);
    const renewing = await builder.define(line(step('Renew', 'renew_certificate')));
    const renewal = await ended(await builder.start(renewing, { itemUuid: old }));
    expect(renewal).toMatchObject({ status: 'complete', variables: { operationState: 'issued' } });
    const { newCertificateId } = renewal['variables'] as Json;
    const { successors } = await builder.ok('get', `/certificates/${old}/relations`);
    expect(successors).toMatchObject([{ certificate: { uuid: newCertificateId } }]);

    await builder.define(line(step('Note', 'event_log', { message: 'given up' }), step('Revoke', 'revoke')), {
      ...{ type: 'revocation', startedBy: 'type', keys: [{ raProfile: profiles['own'] }] },
    });
    const { uuid } = await builder.ok('post', `/certificates/${old}/revoke`, { reason: 'superseded' });
    const revocation = await over(uuid);
    expect(revocation).toMatchObject({ state: 'revoked', errorCode: null });
    expect(await ended(String(revocation['instanceUuid']))).toMatchObject({ status: 'complete' });
    expect(await builder.ok('get', `/certificates/${old}`)).toMatchObject({ state: 'revoked' });
  }, 900_000);

  it('ends an instance with the operation that it holds, and the operation with the instance', async () => {
    const made = await builder.ok('post', '/ra-profiles', { name: 'held', authorityInstanceUuid: authority['uuid'] });
    await builder.ok('post', '/roles', { name: 'Approver', permissions: [] });
    await builder.define(line(step('Ask', 'require_approval', { roles: ['Approver'] }), step('Enroll', 'enroll')), {
      ...{ type: 'enrollment', startedBy: 'type', keys: [{ raProfile: made['uuid'] }] },
    });
    const held = async (name: string) => {
      const body = { raProfile: made['uuid'], csr: await requestFor([name]) };
      const { uuid } = await builder.ok('post', '/certificates/requests', body);
      const { instanceUuid } = await eventually(
        'its instance',
        async () => {
          const found = await builder.ok('get', `/operations/${uuid}`);
          if (found['instanceUuid'] === null) await sleep(200);
          return found['instanceUuid'] !== null && found;
        },
        limitMs,
      );
      await builder.until(String(instanceUuid), isWaiting, limitMs);
      return { operation: String(uuid), instance: String(instanceUuid) };
    };
    const off = await held('called-off.example');
    await builder.ok('post', `/operations/${off.operation}/cancel`);
    expect(await over(off.operation)).toMatchObject({ state: 'cancelled', errorCode: 'cancelled' });
    expect(await ended(off.instance)).toMatchObject({ status: 'cancelled' });

    const stopped = await held('stopped.example');
    await builder.ok('post', `/builder/instances/${stopped.instance}/stop`);
    expect(await over(stopped.operation)).toMatchObject({ state: 'cancelled', errorCode: 'workflow_stopped' });
  }, 900_000);
});
