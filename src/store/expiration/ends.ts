import type { Connection, mongo } from 'mongoose';
import type { EndStatus } from '../../domain/expiration/ends';
import { certificateModel } from '../certificates/certificates';
import { toRecord, type RecordRow } from '../certificates/records';
import { seenFields, type SeenCertificate } from './seen';

export interface EndCursor {
  readonly notAfter: Date;
  readonly uuid: string;
}

export interface EndPage {
  readonly certificates: readonly SeenCertificate[];
  readonly next: EndCursor | null;
}

const pageSize = 500;
const projection = Object.fromEntries([...seenFields].map((field) => [field, 1]));

/** How far the ends of certificates are dealt with: a mark on each, so that what is over is not read again. */
export function createExpirationEnds(db: Connection) {
  const collection = certificateModel(db).collection as unknown as mongo.Collection;

  async function read(filter: object, limit: number): Promise<RecordRow[]> {
    return (await collection
      .find(filter as never, { projection })
      .sort({ notAfter: 1, _id: 1 })
      .limit(limit)
      .toArray()) as unknown as RecordRow[];
  }

  async function page(end: EndStatus, until: Date, after: EndCursor | null, limit = pageSize): Promise<EndPage> {
    const ties = after === null ? [] : await read({ end, notAfter: after.notAfter, _id: { $gt: after.uuid } }, limit);
    const behind = after === null ? {} : { $gt: after.notAfter };
    const rest =
      ties.length === limit ? [] : await read({ end, notAfter: { ...behind, $lte: until } }, limit - ties.length);
    const rows = [...ties, ...rest];
    const last = rows.at(-1);
    const isFull = rows.length === limit && last !== undefined;
    return {
      certificates: rows.map(toRecord),
      next: isFull ? { notAfter: last.notAfter!, uuid: last._id } : null,
    };
  }

  return {
    /** Certificates of this status that end at `until` at the latest, the first end first. */
    page,

    /** All of a status that have ended, a page at a time. */
    async *walk(status: EndStatus, until: Date): AsyncGenerator<readonly SeenCertificate[]> {
      for (let after: EndCursor | null | undefined; after !== null;) {
        const found: EndPage = await page(status, until, after ?? null);
        if (found.certificates.length > 0) yield found.certificates;
        after = found.next;
      }
    },

    async mark(uuids: readonly string[], end: EndStatus): Promise<void> {
      if (uuids.length === 0) return;
      await collection.updateMany({ _id: { $in: [...uuids] as never[] } }, { $set: { end } });
    },
  };
}

export type ExpirationEnds = ReturnType<typeof createExpirationEnds>;
