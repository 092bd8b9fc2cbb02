import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import type {
  Authority,
  CertificateOrder,
  IssuedItem,
  OrderState,
  OrderStep,
} from '../../src/domain/authorities/authority';
import { momentInWindow } from '../../src/domain/authorities/moment-in-window';
import { createAuthorityServices } from '../../src/process/parts/authority-services';
import { startAcmeServers, type AcmeServers } from '../support/acme-servers';
import { orderOf } from '../support/builtin-authority';
import { certificationRequest } from '../support/certification-request';
import { productOfFile } from '../support/product';

let servers: AcmeServers;
// Building the servers is part of it where they are not there yet.
beforeAll(async () => void (servers = await startAcmeServers({ nonceRejectPercent: 30 })), 30 * 60_000);
afterAll(() => servers?.stop());

const product = productOfFile(() => ({
  env: {
    CERTLOOM_ACME_HTTP_PORT: String(servers.challengePort),
    CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
    CERTLOOM_OUTBOUND_CA: servers.trust,
  },
}));

/** What a process that knows nothing but the database makes of it. */
async function opened(uuid: string): Promise<Authority> {
  return createAuthorityServices(product().foundation).registry.authorityOf(uuid);
}

async function authority(settings: object): Promise<string> {
  const { body } = await product()
    .call('post', '/authorities')
    .send({
      name: `acme ${randomBytes(4).toString('hex')}`,
      settings: { kind: 'acme', termsOfServiceAgreed: true, ...settings },
    })
    .expect(201);
  return (body as { uuid: string }).uuid;
}

const pebble = (settings: object = {}) =>
  authority({ directoryUrl: servers.pebbleDirectory, profile: 'default', ...settings });

async function orderFor(names: readonly string[], change: Partial<CertificateOrder> = {}) {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const csr = await certificationRequest({ subject: [], names, keys });
  return orderOf(csr, { names, ...change });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 500)));

/** Step by step to the end; a new process for each. What was stored last is all that a step has. */
async function toTheEnd(uuid: string, order: CertificateOrder, begun: OrderState | null = null): Promise<OrderStep> {
  let state = begun;
  for (;;) {
    const step = await (await opened(uuid)).advance(order, state, async (next) => void (state = next));
    if (step.kind !== 'pending') return step;
    state = step.state;
    await pause(step.retryAfterMs);
  }
}

async function issued(uuid: string, order: CertificateOrder) {
  const step = await toTheEnd(uuid, order);
  if (step.kind !== 'issued') throw new Error(JSON.stringify(step));
  return step;
}

/** How many certificates pebble has issued. */
const issuedByPebble = () => servers.pebbleLog().match(/Issued certificate serial/g)?.length ?? 0;

describe('pebble, which refuses a third of all nonces', () => {
  it('issues for host names and addresses after it has asked us over HTTP', async () => {
    const uuid = await pebble();
    await product().call('post', `/authorities/${uuid}/probe`).expect(200, { ok: true, message: null });
    const names = ['dNSName:one.example.com', 'dNSName:two.example.com', 'iPAddress:127.0.0.1'];
    const { certificate, issuers } = await issued(uuid, await orderFor(names));
    const leaf = new X509Certificate(certificate);
    expect(leaf.subjectAltName?.split(', ').sort()).toEqual([
      'DNS:one.example.com',
      'DNS:two.example.com',
      'IP Address:127.0.0.1',
    ]);
    expect(leaf.verify(new X509Certificate(issuers[0]!).publicKey)).toBe(true);
    expect(await (await opened(uuid)).issuers()).toEqual(issuers);
    const stored = await product().foundation.stores.acmeAccounts.find({ uuid, directoryUrl: servers.pebbleDirectory });
    expect(stored?.accountUrl).toContain('/my-account/');
    expect(stored?.sealedKey).toMatch(/^v1\./);
  });

  it('orders once, however often a step is broken off and taken again', async () => {
    const uuid = await pebble();
    const order = await orderFor(['dNSName:broken.example.com']);
    const before = issuedByPebble();
    let state: OrderState | null = null;
    let result: OrderStep | null = null;
    const orders = new Set<unknown>();
    const kill = new Error('killed');
    // Every state that is stored is the last word of a process; the next one begins with it.
    for (let kills = 0; result?.kind !== 'issued';) {
      const authorityNow = await opened(uuid);
      const dies = kills < 6 && result === null;
      try {
        result = await authorityNow.advance(order, state, async (next) => {
          state = next;
          if (next['orderUrl'] !== null) orders.add(next['orderUrl']);
          if (dies) throw kill;
        });
        if (result.kind === 'refused') throw new Error(JSON.stringify(result));
        if (result.kind === 'pending') {
          state = result.state;
          await pause(result.retryAfterMs);
          result = null;
        }
      } catch (error) {
        if (error !== kill) throw error;
        kills += 1;
      }
    }
    expect(orders.size).toBe(1);
    expect(issuedByPebble() - before).toBe(1);
    // After the end too: the same certificate.
    const again = await toTheEnd(uuid, order, state);
    expect(again).toMatchObject({ kind: 'issued', certificate: (result as { certificate: Uint8Array }).certificate });
    expect(issuedByPebble() - before).toBe(1);
  });

  it('renews inside the window that it suggests, takes the order as a replacement once, and revokes', async () => {
    const uuid = await pebble();
    const names = ['dNSName:renewed.example.com'];
    const first = await issued(uuid, await orderFor(names));
    const acme = await opened(uuid);
    const leaf = new X509Certificate(first.certificate);
    const window = (await acme.renewalWindow(first.certificate))!;
    const validity = { notBefore: new Date(leaf.validFrom), notAfter: new Date(leaf.validTo) };
    const moment = momentInWindow(window, validity, 0.5);
    expect([moment >= window.start, moment <= window.end]).toEqual([true, true]);
    expect(window.nextLookAt.getTime() - Date.now()).toBeGreaterThan(60_000);

    const second = await issued(uuid, await orderFor(names, { action: 'renew', replaces: first.certificate }));
    expect(Buffer.from(second.certificate).equals(first.certificate)).toBe(false);
    // It was replaced already: ordered all the same, as any other certificate.
    const late = await orderFor(names, { action: 'renew', replaces: first.certificate });
    const saved: OrderState[] = [];
    await acme.advance(late, null, async (state) => void saved.push(state));
    expect(saved[0]).toMatchObject({ orderUrl: null, asReplacement: false });
    expect(await toTheEnd(uuid, late, saved.at(-1))).toMatchObject({ kind: 'issued' });

    const revocation = { key: 'k', certificate: first.certificate, reason: 'superseded' } as const;
    const revoked = await acme.revoke(revocation);
    expect(revoked.kind).toBe('revoked');
    expect(await (await opened(uuid)).revoke(revocation)).toEqual(revoked);
    expect([await acme.status(first.certificate), await acme.status(second.certificate)]).toEqual([
      'revoked',
      'unknown',
    ]);
    const over = (await acme.renewalWindow(first.certificate))!;
    expect(over.end.getTime()).toBeLessThan(Date.now());
  });

  it('binds the account to an external one, and keeps the key of it to itself', async () => {
    const { bindingKeyId: accountBindingKeyId, bindingKey: accountBindingKey } = servers;
    const uuid = await pebble({ accountBindingKeyId, accountBindingKey });
    const { body } = await product().call('get', `/authorities/${uuid}`).expect(200);
    expect(body.secrets).toEqual(['accountBindingKey']);
    expect(JSON.stringify(body)).not.toContain(accountBindingKey);
    await product().call('post', `/authorities/${uuid}/probe`).expect(200, { ok: true, message: null });
    const other = await pebble({ accountBindingKeyId, accountBindingKey: 'A'.repeat(64) });
    const { body: refused } = await product().call('post', `/authorities/${other}/probe`).expect(200);
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('did not make an account') });
  });

  it.each([
    ['a name that it blocks', ['dNSName:blocked.example'], {}, 'names_refused'],
    ['a profile that it does not have', ['dNSName:a.example.com'], { profile: 'none' }, 'profile_unknown'],
    ['a kind of name that ACME does not know', ['rfc822Name:a@example.com'], {}, 'names_refused'],
    ['a wildcard over HTTP', ['dNSName:*.example.com'], {}, 'challenge_not_offered'],
  ])('refuses %s', async (_case, names, change, code) => {
    const step = await toTheEnd(await pebble(), await orderFor(names, change));
    expect(step).toMatchObject({ kind: 'refused', code });
  });

  it('says in its own words why it could not confirm a name', async () => {
    const uuid = await pebble();
    const order = await orderFor(['dNSName:other.example.com']);
    // Whoever asks for the token gets another answer than this account's.
    let state: OrderState | null = null;
    let step: OrderStep = { kind: 'refused', code: '', message: '' };
    do {
      const acme = await opened(uuid);
      const challenges = product().foundation.stores.acmeChallenges;
      const put = challenges.put.bind(challenges);
      challenges.put = (challenge) => put({ ...challenge, keyAuthorization: `${challenge.token}.other` });
      step = await acme.advance(order, state, async (next) => void (state = next));
      challenges.put = put;
      if (step.kind === 'pending') {
        state = step.state;
        await pause(step.retryAfterMs);
      }
    } while (step.kind === 'pending');
    expect(step).toMatchObject({ kind: 'refused', code: 'names_not_confirmed' });
    expect((step as { message: string }).message).toMatch(/could not confirm other\.example\.com: .*unauthorized/);
  });
});

/** What an authority says it has issued to us. */
async function listOf(uuid: string) {
  const items: IssuedItem[] = [];
  for await (const item of (await opened(uuid)).issued(0)) items.push(item);
  return items;
}

it('reads the orders that an authority lists; step-ca lists none that have ended', async () => {
  const [outside, inside] = [await pebble(), await authority({ directoryUrl: servers.stepDirectory, profile: null })];
  const { certificate } = await issued(outside, await orderFor(['dNSName:listed.example.com']));
  await issued(inside, await orderFor(['dNSName:listed.example.com']));
  expect(await listOf(outside)).toEqual([{ kind: 'certificate', certificate }]);
  expect(await listOf(inside)).toEqual([]);
});

describe('step-ca', () => {
  it('issues, renews and revokes, without profiles and renewal information', async () => {
    const uuid = await authority({ directoryUrl: servers.stepDirectory, profile: 'ignored' });
    const names = ['dNSName:inside.example.com', 'iPAddress:127.0.0.1'];
    const first = await issued(uuid, await orderFor(names));
    const acme = await opened(uuid);
    expect(await acme.renewalWindow(first.certificate)).toBeNull();
    const second = await issued(uuid, await orderFor(names, { action: 'renew', replaces: first.certificate }));
    expect(new X509Certificate(second.certificate).subjectAltName).toBe('DNS:inside.example.com, IP Address:127.0.0.1');
    const revocation = { key: 'k', certificate: first.certificate, reason: 'keyCompromise' } as const;
    expect((await acme.revoke(revocation)).kind).toBe('revoked');
    expect((await (await opened(uuid)).revoke(revocation)).kind).toBe('revoked');
  });
});

it('answers nothing but challenges at its port', async () => {
  const base = `http://127.0.0.1:${servers.challengePort}`;
  await product().foundation.stores.acmeChallenges.put({
    token: 'token-1',
    keyAuthorization: 'token-1.print',
    expiresAt: new Date(Date.now() + 60_000),
  });
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`${base}${path}`, { method });
    return [answer.status, await answer.text()];
  };
  expect(await ask('/.well-known/acme-challenge/token-1')).toEqual([200, 'token-1.print']);
  expect(await ask('/.well-known/acme-challenge/token-2')).toEqual([404, '']);
  expect(await ask('/.well-known/acme-challenge/token-1', 'POST')).toEqual([404, '']);
  expect(await ask('/api/v1/certificates')).toEqual([404, '']);
  expect(await ask('/.well-known/acme-challenge/..%2Ftoken-1')).toEqual([404, '']);
});
