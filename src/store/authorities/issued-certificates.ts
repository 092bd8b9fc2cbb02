import { Schema, type Connection, type mongo } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

/** A certificate that a built-in authority has issued. */
export interface IssuedCertificate {
  readonly authority: string;
  /** That of the order. */
  readonly key: string;
  /** Lower-case hex. */
  readonly serial: string;
  readonly der: Buffer;
  readonly notAfter: Date;
  readonly issuedAt: Date;
}

interface IssuedDocument extends Omit<IssuedCertificate, 'key' | 'der'> {
  readonly _id: string;
  readonly key: string;
  readonly der: Buffer;
}

const schema = new Schema<IssuedDocument>(
  {
    _id: String,
    authority: { type: String, required: true },
    key: { type: String, required: true },
    serial: { type: String, required: true },
    der: { type: Buffer, required: true },
    notAfter: { type: Date, required: true },
    issuedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ authority: 1, serial: 1 }, { unique: true });
schema.index({ authority: 1, notAfter: 1 });
schema.index({ authority: 1, issuedAt: 1, _id: 1 });

const pageSize = 200;

/** What built-in authorities have issued, one row for each order. Written once, never changed. */
export function createIssuedCertificateStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'issued_certificates', schema));

  async function byKey(authority: string, key: string): Promise<IssuedCertificate | null> {
    return fromDocument(await rows.findOne({ _id: idOf(authority, key) }));
  }

  return {
    byKey,

    /** Keeps what was issued first under the key of its order, and answers it. */
    async keepFirst(issued: IssuedCertificate): Promise<IssuedCertificate> {
      const row = { _id: idOf(issued.authority, issued.key), ...issued };
      await insertIgnoringDuplicates(rows, [row]);
      const kept = await byKey(issued.authority, issued.key);
      // Only a serial number that is taken leaves no row: 128 random bits twice.
      if (kept === null) throw new Error('the serial number is taken');
      return kept;
    },

    async bySerial(authority: string, serial: string): Promise<IssuedCertificate | null> {
      return fromDocument(await rows.findOne({ authority, serial }));
    },

    /** DER of what it has issued, the earliest first, some at a time. */
    async *all(authority: string, from: number): AsyncGenerator<Buffer> {
      const cursor = rows
        .find({ authority }, { projection: { der: 1 } })
        .sort({ issuedAt: 1, _id: 1 })
        .skip(from)
        .batchSize(pageSize);
      for await (const { der } of cursor) yield Buffer.from((der as unknown as mongo.Binary).buffer);
    },

    /** The end of the one that lives longest; null when none was issued. */
    async lastEnd(authority: string): Promise<Date | null> {
      const row = await rows.findOne({ authority }, { sort: { notAfter: -1 }, projection: { notAfter: 1 } });
      return row === null ? null : row.notAfter;
    },
  };
}

export type IssuedCertificateStore = ReturnType<typeof createIssuedCertificateStore>;

function idOf(authority: string, key: string): string {
  return `${authority}.${key}`;
}

function fromDocument(row: IssuedDocument | null): IssuedCertificate | null {
  if (row === null) return null;
  const { _id, der, ...rest } = row;
  return { ...rest, der: Buffer.from((der as unknown as mongo.Binary).buffer) };
}
