import { randomBytes, randomUUID } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import { makeCertificates } from './certificates';
import type { Product } from './product';
import { load } from './statistics';

const dayMs = 86_400_000;
const notForNow = new Date('9999-12-31T00:00:00Z');

type Row = Record<string, unknown> & { _id: string };

/** Copies of an uploaded certificate, with names, ends and times of entry of their own; nothing where there are some. */
export async function writeCertificates(
  product: Pick<Product, 'call'>,
  db: Connection,
  total: number,
  say: (text: string) => void,
): Promise<void> {
  const rows = db.collection('certificates') as unknown as mongo.Collection<Row>;
  if ((await rows.findOne({})) !== null) return;
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
          // Else the validation of all of them, which begins at once, is measured with everything.
          checkAt: notForNow,
        };
      }),
      { ordered: false },
    );
  });
}
