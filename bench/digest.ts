import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, mongo } from 'mongoose';
import { digestGroupKey } from '../src/delivery/delivery-key';
import { createDigestItemStore, type NewDigestItem } from '../src/store/notifications/digest-items';
import { makeCertificates } from './certificates';
import { openProduct } from './open-product';
import type { Product } from './product';
import { latencyOf, round } from './statistics';

/** People, certificates that are due, and certificates that each person is told of. */
const recipients = Number(process.env['BENCH_RECIPIENTS'] ?? 20_000);
const due = 2_000;
const each = 5;
const clients = 2;
/** Between two uploads of a client: people and pipelines come now and then, all the time. */
const pauseMs = 50;
const idleUploads = 400;
const dayMs = 86_400_000;

type Row = Record<string, unknown> & { _id: string };

/**
 * Synchronous uploads while the digests of one scan are rendered and written, beside uploads of the idle product in the
 * same run. Quiet hours hold the digests: what is measured is the product's own work and not a mail server's.
 */
async function main(): Promise<void> {
  say('starting the product on an empty data folder');
  const { product, db, client, close } = await openProduct();
  try {
    say('making certificates');
    const certificates = makeCertificates(9_000);
    let next = 0;
    const upload = async () => {
      const der = certificates[next++];
      const answer = await product.call('POST', '/api/v1/certificates/upload', der, {
        'content-type': 'application/pkix-cert',
      });
      if (answer.status !== 201) throw new Error(`an upload was answered with ${answer.status}`);
    };
    const profile = await heldProfile(product);
    say('warming up');
    await during(upload, (done) => done >= 600);
    say(`writing ${due} certificates and ${recipients * each} items of ${recipients} recipients`);
    await fill(db, profile);
    await sleep(5_000);

    say('uploads, idle');
    const before = await during(upload, (done) => done >= idleUploads);
    const memoryBefore = product.residentMb();
    say('uploads, while digests are written');
    const startedAt = performance.now();
    const handle = await client.workflow.start('expirationDigest', {
      workflowId: `digest-bench:${randomUUID()}`,
      taskQueue: 'certloom',
      args: [{ scanId: scanIdOf(new Date()), batches: 0 }],
    });
    let isWritten = false;
    const written = untilWritten(db).then(() => {
      isWritten = true;
      return round((performance.now() - startedAt) / 1_000);
    });
    // Awaited below; when an upload fails meanwhile, that is what is to be told.
    written.catch(() => undefined);
    const busy = await during(upload, () => isWritten);
    const seconds = await written;
    const memoryAfter = product.residentMb();
    await handle.terminate();
    await sleep(5_000);
    say('uploads, idle again');
    const after = await during(upload, (done) => done >= idleUploads);

    const [idle, loaded] = [latencyOf([...before, ...after]), latencyOf(busy)];
    const digests = await db.collection('deliveries').countDocuments({ status: 'held' });
    if (digests !== recipients) throw new Error(`${digests} digests of ${recipients} were written`);
    const figures = {
      node: process.version,
      digests,
      items: recipients * each,
      seconds,
      digestsPerSecond: round(digests / seconds),
      idleMs: idle,
      busyMs: loaded,
      ratioP50: round(loaded.p50 / idle.p50),
      ratioP95: round(loaded.p95 / idle.p95),
      residentMbBefore: memoryBefore,
      residentMbAfter: memoryAfter,
    };
    console.table(Object.entries(figures).map(([figure, value]) => ({ figure, value: JSON.stringify(value) })));
    console.log(JSON.stringify(figures));
  } finally {
    await close();
  }
}

/** A few clients upload one after the other; milliseconds of each upload. */
async function during(upload: () => Promise<void>, isOver: (done: number) => boolean): Promise<number[]> {
  const samples: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (!isOver(samples.length)) {
        const at = performance.now();
        await upload();
        samples.push(performance.now() - at);
        await sleep(pauseMs);
      }
    }),
  );
  return samples;
}

/** A digest profile whose quiet hours have begun. */
async function heldProfile(product: Product): Promise<string> {
  const time = (shiftMs: number) => new Date(Date.now() + shiftMs).toISOString().slice(11, 16);
  const { status, body } = await product.call('POST', '/api/v1/notification-profiles', {
    name: 'bench digests',
    recipientType: 'owner',
    mode: 'digest',
    channels: [{ type: 'email' }],
    quietHours: { timeZone: 'UTC', from: time(-3_600_000), to: time(6 * 3_600_000), days: [] },
  });
  if (status !== 201) throw new Error(`the profile was answered with ${status} ${JSON.stringify(body)}`);
  return body['uuid'] as string;
}

/** Rows as an hourly scan leaves them: copies of an uploaded certificate, and an item for each that a person gets. */
async function fill(db: Connection, profile: string): Promise<void> {
  const rows = db.collection('certificates') as unknown as mongo.Collection<Row>;
  const pattern = await rows.findOne({});
  if (pattern === null) throw new Error('nothing was uploaded');
  const uuids = Array.from({ length: due }, () => randomUUID());
  const notAfter = (index: number) => new Date(Date.now() + (10 + (index % 20)) * dayMs);
  for (let from = 0; from < due; from += 500) {
    await rows.insertMany(
      uuids.slice(from, from + 500).map((_id, index) => ({
        ...pattern,
        ...{ _id, fingerprint: _id.replaceAll('-', '').padEnd(64, '0'), notAfter: notAfter(from + index) },
        ...{ subjectDn: `CN=host${from + index}.bench.example.org`, replacementKeys: [], admission: null },
      })),
    );
  }
  const items = createDigestItemStore(db);
  const now = new Date();
  for (let from = 0; from < recipients; from += 200) {
    await items.insertMissing(
      Array.from({ length: Math.min(200, recipients - from) }, (_, index) => from + index).flatMap((person) =>
        Array.from({ length: each }, (_, part) => itemOf(person, (person * each + part) % due)),
      ),
    );
  }

  function itemOf(person: number, index: number): NewDigestItem {
    const recipient = { kind: 'address', value: `person${person}@bench.example.org` } as const;
    return {
      ...{ id: randomUUID(), firingId: randomUUID(), event: 'certificate_expiring', origins: [], profile },
      ...{ profileVersion: 1, channel: 'email', recipient, certificate: uuids[index]!, notAfter: notAfter(index) },
      ...{ cycle: 1, step: 'P30D', number: 1, state: 'waiting', deliveryId: null, digest: null, takenAt: null },
      ...{ createdAt: now, group: digestGroupKey({ profile, channel: 'email', recipient }) },
    };
  }
}

async function untilWritten(db: Connection): Promise<void> {
  const items = db.collection('digest_items');
  for (;;) {
    await sleep(500);
    const open = await Promise.all(['waiting', 'taken'].map((state) => items.findOne({ state })));
    if (open.every((row) => row === null)) return;
  }
}

function scanIdOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
