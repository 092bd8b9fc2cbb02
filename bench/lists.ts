import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { writeCertificates } from './certificate-rows';
import { startProduct, type Product } from './product';
import { latencyOf } from './statistics';

const total = Math.max(4_000, Number(process.env['BENCH_CERTIFICATES'] ?? 100_000));
const limit = 50;
/** As many looks at the first page, and pages from the deep one on. */
const samples = 40;
/** Where the 1,000th page begins. */
const deepRow = Math.min(1_000 * limit, total - samples * limit);
/** Of the way there. Pages of any length can follow one another. */
const strideLimit = 200;

/**
 * The lists by what they are sorted by. They name a filter and no sort order: a list is sorted by what it is filtered by,
 * and this has always been so.
 */
const lists = {
  createdAt: 'archived=false',
  notAfter: 'notAfterFrom=2000-01-01T00:00:00Z',
  commonName: 'commonName=host',
};

/** The first and the deep pages of the inventory. */
async function main(): Promise<void> {
  say('starting the product');
  const product = await startProduct();
  const db = await mongoose.createConnection(product.mongoUri).asPromise();
  try {
    await writeCertificates(product, db, total, say);
    const measured: Record<string, unknown> = {};
    for (const [name, filter] of Object.entries(lists)) {
      say(`certificates by ${name}`);
      measured[name] = await walk(product, `/api/v1/certificates?${filter}`);
    }
    const figures = { node: process.version, certificates: total, deepPage: deepRow / limit, ...measured };
    console.table(Object.entries(figures).map(([figure, value]) => ({ figure, value: JSON.stringify(value) })));
    console.log(JSON.stringify(figures));
  } finally {
    await db.close();
    await product.stop();
  }
}

/** The first page again and again, then the deep one and those behind it. */
async function walk(product: Product, address: string) {
  const first: number[] = [];
  while (first.length < samples) first.push((await turn(product, `${address}&limit=${limit}`)).ms);
  let cursor = '';
  for (let row = 0; row < deepRow; row += strideLimit) {
    ({ cursor } = await turn(product, `${address}&limit=${Math.min(strideLimit, deepRow - row)}${cursor}`));
  }
  const deep: number[] = [];
  while (deep.length < samples) {
    const page = await turn(product, `${address}&limit=${limit}${cursor}`);
    deep.push(page.ms);
    cursor = page.cursor;
  }
  return { first: latencyOf(first), deep: latencyOf(deep) };
}

async function turn(product: Product, address: string): Promise<{ readonly ms: number; readonly cursor: string }> {
  for (;;) {
    const at = performance.now();
    const { status, body } = await product.call('GET', address);
    const ms = performance.now() - at;
    const next = body['nextCursor'];
    if (status === 200) return { ms, cursor: typeof next === 'string' ? `&cursor=${encodeURIComponent(next)}` : '' };
    if (status !== 429) throw new Error(`a page was answered with ${status} ${JSON.stringify(body)}`);
    // A caller has a budget of searches a minute, and this one has used it up.
    await sleep(1_000);
  }
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
