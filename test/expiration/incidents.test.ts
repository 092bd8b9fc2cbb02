/** PagerDuty alerts about expiring certificates are resolved, once each, when a valid replacement appears. */
import { createIncidents } from '../../src/services/notifications/incidents';
import { eventually } from '../acceptance/scene';
import type { CertificateOptions } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startTestProduct, type TestProduct } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

let product: TestProduct;
let pager: HttpReceiver;
const clock = createClock('2030-01-10T08:20:00Z');
const scene = createExpirationScene(() => product, clock);
const pace = { initialMs: 200, factor: 1, maxMs: 400, giveUpMs: 60_000 };

beforeAll(async () => {
  pager = await startHttpReceiver();
  product = await startTestProduct({
    env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
    adjustments: { now: clock.now, deliveryPace: pace },
  });
});
afterAll(async () => {
  await product?.close();
  await pager?.close();
});
beforeEach(() => {
  pager.answer = () => ({ status: 202, body: '{"status":"success"}' });
});
afterEach(async () => {
  // The certificates of one test are over when the next begins.
  await scene.leaveBehind(800 * dayMs);
  pager.calls.length = 0;
});

async function paging(rules: object = {}): Promise<any> {
  const endpoint = `http://127.0.0.1:${pager.port}`;
  const channels = [{ type: 'pagerDuty', routingKey: 'R'.repeat(32), endpoint }];
  const profile = await scene.profile({ recipientType: 'none', channels, ...rules });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  return profile;
}

async function scans(count: number): Promise<void> {
  for (let run = 0; run < count; run += 1) {
    await scene.scan();
    clock.advance(hourMs);
  }
}

const named = (name: string): CertificateOptions => ({ subject: name, sans: [`${name}.example.org`] });
const replacementOf = (name: string, days = 400) =>
  scene.stored(clock.in(days * dayMs), { ...named(name), notBefore: clock.in(-hourMs) });
/** What PagerDuty has got: action and dedup key, in order. */
const events = () =>
  pager.calls.map(({ body }): [string, string] => {
    const { event_action: action, dedup_key: key } = JSON.parse(body.toString('utf8'));
    return [action, key];
  });
const keysOf = (action: string) => events().flatMap(([one, key]) => (one === action ? [key] : []));
const deliveries = async (): Promise<any[]> =>
  (await scene.read('/deliveries?channel=pagerDuty&limit=50')).items.filter(
    ({ createdAt }: any) => Date.parse(createdAt) > clock.now().getTime() - 200 * dayMs,
  );
const resolves = async () => (await deliveries()).filter(({ kind }) => kind === 'resolve');

/** The resolves that the ledger holds once none of them is open any more. */
const resolved = (count: number) =>
  eventually(`${count} resolves`, async () => {
    const found = await resolves();
    return found.length >= count && found.every(({ status }) => status === 'delivered') && found;
  });

describe('an alert', () => {
  it('is resolved once under its own key, whatever comes after', async () => {
    const profile = await paging({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(20 * dayMs), named('once'));
    await scans(2);
    const key = `certloom/${profile.uuid}/${uuid}/1/-`;
    expect(events()).toEqual([['trigger', key]]);

    await replacementOf('once');
    const [row] = await resolved(1);
    expect(events()).toEqual([
      ['trigger', key],
      ['resolve', key],
    ]);
    expect(row).toMatchObject({ kind: 'resolve', channel: 'pagerDuty', profile: profile.uuid, status: 'delivered' });
    const detail = await scene.read(`/deliveries/${row.deliveryId}`);
    expect(detail.message.text).toContain(key);
    expect((await deliveries()).map(({ kind }) => kind).sort()).toEqual(['notice', 'resolve']);

    await replacementOf('once', 500);
    await scans(3);
    expect(await resolves()).toHaveLength(1);
    expect(keysOf('resolve')).toEqual([key]);
  });

  it('of each step is resolved, a repeat inside a step belongs to it', async () => {
    const profile = await paging({ frequency: 'PT1H', escalationSteps: [{ before: 'P30D' }, { before: 'P7D' }] });
    const uuid = await scene.stored(clock.in(8 * dayMs), named('steps'));
    await scans(2);
    clock.advance(2 * dayMs);
    await scans(1);
    const keys = ['P30D', 'P7D'].map((step) => `certloom/${profile.uuid}/${uuid}/1/${step}`);
    expect(keysOf('trigger')).toEqual([keys[0], keys[0], keys[1]]);
    await replacementOf('steps');
    await resolved(2);
    await scans(1);
    expect(keysOf('resolve').sort()).toEqual([...keys].sort());
  });

  it('of a profile without limits is one for all of its firings', async () => {
    const profile = await paging();
    const uuid = await scene.stored(clock.in(20 * dayMs), named('unlimited'));
    await scans(3);
    const key = `certloom/${profile.uuid}/${uuid}/1/-`;
    expect(keysOf('trigger')).toEqual([key, key, key]);
    await replacementOf('unlimited');
    await resolved(1);
    await scans(1);
    expect(keysOf('resolve')).toEqual([key]);
  });

  it('is resolved by a relation that a person adds', async () => {
    await paging({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(20 * dayMs), named('by-hand'));
    await scans(1);
    const successor = await replacementOf('by-other-hand');
    expect(keysOf('resolve')).toEqual([]);
    await product.call('post', `/certificates/${uuid}/relations`).send({ successor }).expect(201);
    await resolved(1);
    expect(keysOf('resolve')).toEqual(keysOf('trigger'));
  });

  it('of the next cycle has a key and a resolve of its own', async () => {
    await paging({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(20 * dayMs), named('cycles'));
    await scans(1);
    const successor = await replacementOf('cycles');
    await resolved(1);
    expect((await scene.revoke(successor, { reason: 'keyCompromise' })).status).toBe(200);
    await scans(2);
    await replacementOf('cycles', 500);
    await resolved(2);
    const actions = events().map(([action, key]) => `${action} ${key.split('/')[3]}`);
    expect(actions).toEqual(['trigger 1', 'resolve 1', 'trigger 2', 'resolve 2']);
    expect(new Set(events().map(([, key]) => key.split('/')[2]))).toEqual(new Set([uuid]));
  });

  it('that PagerDuty does not take is tried no more; its resolve is, until it is taken', async () => {
    await paging({ repetitions: 1 });
    await scene.stored(clock.in(20 * dayMs), named('away'));
    pager.answer = () => ({ status: 503 });
    await scene.scan();
    await replacementOf('away');
    await eventually('a resolve that was tried', async () => (await resolves())[0]?.attemptCount > 0);
    const triggers = keysOf('trigger').length;
    pager.answer = () => ({ status: 202 });
    clock.advance(1_000);
    await resolved(1);
    expect((await deliveries()).find(({ kind }) => kind === 'notice')?.status).toBe('cancelled');
    expect(keysOf('trigger')).toHaveLength(triggers);
  });

  it('is resolved when a process died between the ledger and the reset', async () => {
    await paging({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(20 * dayMs), named('died'));
    await scans(1);
    const dying = createIncidents({
      deliveries: product.foundation.stores.deliveries,
      start: () => Promise.reject(new Error('gone')),
      now: clock.now,
      pace,
    });
    await expect(dying.end(uuid, 1)).rejects.toThrow('gone');
    expect((await resolves()).map(({ status }) => status)).toEqual(['queued']);
    await replacementOf('died');
    await resolved(1);
    await scans(2);
    expect(events().map(([action]) => action)).toEqual(['trigger', 'resolve']);
  });
});

describe('no resolve is sent', () => {
  it('for a certificate that triggered nothing, was refused, or is held', async () => {
    await paging({ repetitions: 1 });
    pager.answer = () => ({ status: 400, body: '{"status":"invalid event"}' });
    await scene.stored(clock.in(20 * dayMs), named('refused'));
    await scans(1);
    const hours = clock.now().toISOString();
    const [from, to] = [hours.slice(11, 13), String((Number(hours.slice(11, 13)) + 3) % 24).padStart(2, '0')];
    await paging({
      repetitions: 1,
      quietHours: { timeZone: 'UTC', from: `${from}:00`, to: `${to}:00`, days: [] },
    });
    await scene.stored(clock.in(20 * dayMs), named('held'));
    await scans(1);
    await scene.stored(clock.in(100 * dayMs), named('early'));
    expect((await deliveries()).map(({ status }) => status)).toContain('held');
    pager.calls.length = 0;
    for (const name of ['refused', 'held', 'early']) await replacementOf(name);
    await scans(2);
    expect(pager.calls).toEqual([]);
    const [refused, ...others] = (await deliveries()).sort((one, other) => (one.status < other.status ? 1 : -1));
    expect(others).toMatchObject([
      { kind: 'notice', status: 'cancelled' },
      { kind: 'notice', status: 'cancelled' },
    ]);
    // Nor may a person open again what nothing would resolve.
    const again = await product.call('post', `/deliveries/${refused.deliveryId}/retry`).expect(409);
    expect([refused.status, again.body.code]).toEqual(['undeliverable', 'invalid_state']);
    expect(pager.calls).toEqual([]);
  });
});
