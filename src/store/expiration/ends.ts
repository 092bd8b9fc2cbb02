import type { Connection, mongo } from 'mongoose';
import { aheadStatuses, arrivingStatuses, type EndStatus } from '../../domain/expiration/ends';
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
const onlyKeys = { notAfter: 1 };
const projection = Object.fromEntries([...seenFields].map((field) => [field, 1]));

/** How far the ends of certificates are dealt with: a mark on each, so that what is over is not read again. */
export function createExpirationEnds(db: Connection) {
  const collection = certificateModel(db).collection as unknown as mongo.Collection;

  async function read(filter: object, limit: number, fields: object): Promise<RecordRow[]> {
    return (await collection
      .find(filter as never, { projection: fields })
      .sort({ notAfter: 1, _id: 1 })
      .limit(limit)
      .toArray()) as unknown as RecordRow[];
  }

  async function page(
    end: EndStatus,
    until: Date,
    after: EndCursor | null,
    limit = pageSize,
    fields: object = projection,
  ): Promise<EndPage> {
    const ties =
      after === null ? [] : await read({ end, notAfter: after.notAfter, _id: { $gt: after.uuid } }, limit, fields);
    const behind = after === null ? {} : { $gt: after.notAfter };
    const rest =
      ties.length === limit
        ? []
        : await read({ end, notAfter: { ...behind, $lte: until } }, limit - ties.length, fields);
    const rows = [...ties, ...rest];
    const last = rows.at(-1);
    const isFull = rows.length === limit && last !== undefined;
    return {
      certificates: rows.map(toRecord),
      next: isFull ? { notAfter: last.notAfter!, uuid: last._id } : null,
    };
  }

  async function* pages(status: EndStatus, until: Date, from: EndCursor | null, fields?: object) {
    for (let after: EndCursor | null | undefined = from ?? undefined; after !== null;) {
      const found: EndPage = await page(status, until, after ?? null, pageSize, fields);
      if (found.certificates.length > 0) yield found.certificates;
      after = found.next;
    }
  }

  return {
    /** Certificates of this status that end at `until` at the latest, the first end first. */
    page,

    /** All that have ended and whose end is not dealt with, or is `open`, a page at a time. */
    async *walk(status: 'ahead' | 'open', until: Date): AsyncGenerator<readonly SeenCertificate[]> {
      for (const one of status === 'ahead' ? aheadStatuses : [status]) yield* pages(one, until, null);
    },

    /**
     * What scans have to take up among what ends in (from, until], a page at a time: what no scan has come to yet, and
     * what has changed since. Who is taken up is put to sleep, before it is looked at.
     */
    async *arriving(from: Date, until: Date): AsyncGenerator<readonly string[]> {
      for (const status of arrivingStatuses) {
        for await (const found of pages(status, until, { notAfter: from, uuid: '~' }, onlyKeys))
          yield found.map(({ uuid }) => uuid);
      }
    },

    /** Its watch says when to look at it. What changes from now on wakes it. */
    async sleep(uuids: readonly string[]): Promise<void> {
      if (uuids.length === 0) return;
      await collection.updateMany(
        { _id: { $in: [...uuids] as never[] }, end: { $in: [...arrivingStatuses] } },
        { $set: { end: 'asleep' } },
      );
    },

    /** Those of them that nothing has woken. */
    async asleep(uuids: readonly string[]): Promise<ReadonlySet<string>> {
      if (uuids.length === 0) return new Set();
      const rows = await collection
        .find({ _id: { $in: [...uuids] as never[] }, end: 'asleep' }, { projection: { _id: 1 } })
        .toArray();
      return new Set(rows.map(({ _id }) => String(_id)));
    },

    async mark(uuids: readonly string[], end: EndStatus): Promise<void> {
      if (uuids.length === 0) return;
      await collection.updateMany({ _id: { $in: [...uuids] as never[] } }, { $set: { end } });
    },
  };
}

export type ExpirationEnds = ReturnType<typeof createExpirationEnds>;
