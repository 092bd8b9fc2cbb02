import { randomUUID } from 'node:crypto';
import type { ScanCounts } from '../../src/domain/expiration/scan-counts';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate, type CertificateOptions } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { productOfFile, type TestProduct } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A clock that moves when the test says so. */
export function createClock(start: string) {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    advance: (ms: number) => void (at += ms),
    set: (moment: Date) => void (at = moment.getTime()),
    /** This long from now. */
    in: (ms: number) => new Date(at + ms),
  };
}
export type Clock = ReturnType<typeof createClock>;

/** A product at the clock's time that may call a receiver on this machine, and tries again at once. */
export const tellingProduct = (clock: Clock, env: Readonly<Record<string, string>> = {}) => ({
  env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1', ...env },
  adjustments: { now: clock.now, deliveryPace: { initialMs: 200, factor: 1, maxMs: 400, giveUpMs: 60_000 } },
});

/** One product and one receiver of webhooks for all tests of a file. */
export function receiverAndProduct(clock: Clock) {
  let hook: HttpReceiver;
  beforeAll(async () => {
    hook = await startHttpReceiver();
  });
  // What scans know without a look is looked at all the same, in every test.
  const product = productOfFile(() => tellingProduct(clock, { CERTLOOM_CHECK_SCANS: 'on' }));
  afterEach(() => {
    const wrong = product().logLines.filter((line) => line.includes('would have come to something else'));
    expect(wrong).toEqual([]);
  });
  afterAll(() => hook?.close());
  return { product, hook: () => hook };
}

const event = 'certificate_expiring';

/** What a user does around expiring certificates; scans run when the test says so, at the clock's time. */
export function createExpirationScene(product: () => TestProduct, clock: Clock) {
  const scene = createScene(product);
  const rows = (collection: string) => product().foundation.db.collection(collection);

  return {
    ...scene,

    /** Uploads a certificate that ends at `notAfter`; gives its uuid. */
    async stored(notAfter: Date, options: CertificateOptions & { readonly patch?: object } = {}): Promise<string> {
      const { patch, ...rest } = options;
      const notBefore = new Date(notAfter.getTime() - 365 * dayMs);
      const response = await scene.upload(buildCertificate({ notBefore, notAfter, ...rest }));
      if (response.status !== 201) throw new Error(`upload: ${response.status} ${JSON.stringify(response.body)}`);
      const { uuid } = response.body;
      if (patch !== undefined) await this.patch(uuid, patch);
      return uuid;
    },

    /** Changes a certificate by hand, as it is now. */
    async patch(uuid: string, change: object): Promise<void> {
      const before = await product().call('get', `/certificates/${uuid}`);
      const response = await product()
        .call('patch', `/certificates/${uuid}`)
        .set('If-Match', before.headers['etag'] as string)
        .send(change);
      if (response.status !== 200) throw new Error(`patch: ${response.status} ${JSON.stringify(response.body)}`);
    },

    /** An action trigger of the expiring event that tells these profiles. */
    tells: (profiles: readonly { uuid: string }[], change: object = {}): Promise<any> =>
      scene.act([{ type: 'sendNotification', profiles: profiles.map(({ uuid }) => uuid) }], { event, ...change }),

    /** Writes the set of the expiring event at the platform, or at an overriding object. */
    async watchFor(
      set: { ignore?: readonly any[]; actions?: readonly any[] },
      place?: { resource: string; uuid: string },
    ): Promise<void> {
      const path = `/trigger-sets/${event}${place === undefined ? '' : `/${place.resource}/${place.uuid}`}`;
      const before = await product().call('get', path);
      const put = product().call('put', path);
      if (before.status === 200) put.set('If-Match', before.headers['etag'] as string);
      const response = await put.send({
        ignore: (set.ignore ?? []).map(({ uuid }) => uuid),
        actions: (set.actions ?? []).map(({ uuid }) => uuid),
      });
      if (response.status >= 300) throw new Error(`attaching: ${response.status} ${JSON.stringify(response.body)}`);
    },

    /** Uploads are closed after their answer, and replacements are looked for before that. */
    async uploadsClosed(): Promise<void> {
      await eventually(
        'the end of the uploads',
        async () => (await rows('uploads').countDocuments({ status: 'processing' })) === 0,
      );
    },

    /** One scan, and all that it started: until its firings have closed and nothing is on its way. */
    async scan(): Promise<ScanCounts> {
      const { client, queueName } = product().foundation;
      await this.uploadsClosed();
      const counts = await client.workflow.execute<() => Promise<ScanCounts>>('expirationScan', {
        workflowId: `scan:${randomUUID()}`,
        taskQueue: queueName('certloom'),
      });
      const at = clock.now();
      await eventually('firings of the scan', async () => {
        const [fired, open] = await Promise.all([
          rows('firings').countDocuments({ event, occurredAt: at }),
          rows('firings').countDocuments({ event, status: 'running' }),
        ]);
        const sending = await rows('deliveries').countDocuments({ status: { $in: ['queued', 'sending'] } });
        return fired >= counts.fired && open === 0 && sending === 0;
      });
      // The run notes what came of its deliveries after the receiver has them.
      await eventually('settled streams', async () => {
        const held = await rows('deliveries')
          .find({ status: { $in: ['held', 'retrying'] } })
          .toArray();
        const waiting = new Set(held.map(({ firingId }) => firingId));
        const watches = await rows('expiration_watches').find({}).toArray();
        const claims = watches.flatMap(({ streams }) => Object.values(streams as Record<string, any>));
        return claims.every(({ claim }) => claim === null || waiting.has(claim.firingId));
      });
      return counts;
    },

    /** Lets this much time pass; that certificates have ended meanwhile is nobody's concern. */
    async leaveBehind(ms: number): Promise<void> {
      await this.watchFor({});
      clock.advance(ms);
      await rows('certificates').updateMany({}, { $set: { end: 'over' } });
    },

    /** Firings about a certificate by this event, newest first. */
    async firingsOf(certificate: string): Promise<any[]> {
      const { items } = await scene.read(
        `/event-history?event=${event}&resource=certificates&objectUuid=${certificate}&limit=1000`,
      );
      return items;
    },
  };
}
