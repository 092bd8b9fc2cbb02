import { randomBytes, randomUUID } from 'node:crypto';
import mongoose, { type mongo } from 'mongoose';
import { makeCertificates } from './certificates';
import { startProduct, type Product } from './product';
import { latencyOf, load } from './statistics';

const total = Number(process.env['BENCH_CERTIFICATES'] ?? 100_000);
const limit = 50;
/** A deep page: the last of those that a reader reaches by turning pages. */
const pages = Math.max(2, Math.min(1_000, Math.floor(total / limit) - 1));
/** Of the walk, the last ones; and as many looks at the first page. */
const samples = Math.min(100, Math.ceil(pages / 2));
const dayMs = 86_400_000;

/**
 * The lists by what they are sorted by. They name a filter and no sort order: a list is sorted by what it is filtered by,
 * and this has always been so.
 */
const lists = {
  createdAt: '',
  notAfter: '&notAfterFrom=2000-01-01T00:00:00Z',
  commonName: '&commonName=host',
};

type Row = Record<string, unknown> & { _id: string };

/** The first and the deep pages of the inventory. */
async function main(): Promise<void> {
  say('starting the product');
  const product = await startProduct();
  const db = await mongoose.createConnection(product.mongoUri).asPromise();
  try {
    const rows = db.collection('certificates') as unknown as mongo.Collection<Row>;
    if ((await rows.findOne({})) === null) await fill(product, rows);
    const measured: Record<string, unknown> = {};
    for (const [name, filter] of Object.entries(lists)) {
      say(`certificates by ${name}: ${pages} pages`);
      measured[name] = await walk(product, `/api/v1/certificates?limit=${limit}${filter}`);
    }
    const figures = { node: process.version, certificates: total, deepPage: pages, ...measured };
    console.table(Object.entries(figures).map(([figure, value]) => ({ figure, value: JSON.stringify(value) })));
    console.log(JSON.stringify(figures));
  } finally {
    await db.close();
    await product.stop();
  }
}

/** Copies of an uploaded certificate, with names, ends and times of entry of their own. */
async function fill(product: Product, rows: mongo.Collection<Row>): Promise<void> {
  const { status } = await product.call('POST', '/api/v1/certificates/upload', makeCertificates(1)[0], {
    'content-type': 'application/pkix-cert',
  });
  if (status !== 201) throw new Error(`the upload was answered with ${status}`);
  const pattern = await rows.findOne({});
  if (pattern === null) throw new Error('nothing was uploaded');
  say(`writing ${total} certificates`);
  const now = Date.now();
  const chunk = 1_000;
  await load(Math.ceil(total / chunk), 2, async (at) => {
    const indexes = Array.from({ length: Math.min(chunk, total - at * chunk) }, (_, index) => at * chunk + index);
    await rows.insertMany(
      indexes.map((index) => {
        // Neighbours in one order are no neighbours in another.
        const name = `host${(index * 7_919) % total}.example.org`;
        return {
          ...pattern,
          ...{ _id: randomUUID(), commonName: name, subjectDn: `CN=${name}` },
          ...{ fingerprint: randomBytes(32).toString('hex'), serialNumber: randomBytes(8).toString('hex') },
          ...{ subjectAlternativeNames: [`dNSName:${name}`], replacementKeys: [randomUUID(), randomUUID()] },
          ...{ createdAt: new Date(now - index * 1_000), notAfter: new Date(now + ((index * 101) % 4_000) * dayMs) },
        };
      }),
      { ordered: false },
    );
  });
}

/** Turns the pages one after the other; then asks for the first one again and again. */
async function walk(product: Product, address: string) {
  const turn = async (cursor: string | null) => {
    const at = performance.now();
    const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await product.call('GET', `${address}${after}`);
    if (status !== 200) throw new Error(`a page was answered with ${status} ${JSON.stringify(body)}`);
    return { ms: performance.now() - at, next: body['nextCursor'] as string | null };
  };
  const walked: number[] = [];
  let cursor: string | null = null;
  while (walked.length < pages) {
    const { ms, next } = await turn(cursor);
    walked.push(ms);
    if (next === null) throw new Error(`the list ended on page ${walked.length} of ${pages}`);
    cursor = next;
  }
  const first: number[] = [];
  while (first.length < samples) first.push((await turn(null)).ms);
  return { first: latencyOf(first), deep: latencyOf(walked.slice(-samples)) };
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
