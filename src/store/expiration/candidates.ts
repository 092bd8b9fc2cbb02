import type { Connection } from 'mongoose';
import { collectionOf, filterOf } from '../database/collection';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { createReadSize } from '../database/read-size';
import { recordProjection, toRecord, type RecordRow } from '../certificates/records';
import { certificateModel } from '../certificates/certificates';

/** The last certificate that was read. */
export interface CandidateCursor {
  readonly notAfter: Date;
  readonly uuid: string;
}

/** What every page brings: what tells whether a certificate is due, and what triggers may change. */
const always = [
  ...(['notBefore', 'notAfter', 'renewBy', 'state', 'archived', 'succeedingCertificates'] as const),
  ...(['groups', 'raProfile', 'owner', 'attributes', 'metadata', 'revision'] as const),
] as const;

/** Only what was asked for is there. */
export type CandidateCertificate = CertificateRecord;

export interface CandidatePage {
  readonly certificates: readonly CandidateCertificate[];
  /** Null: nothing is left before the end. */
  readonly next: CandidateCursor | null;
}

/** What tells whether a certificate replaces another. */
export type SuccessorFacts = Pick<
  CertificateRecord,
  'uuid' | 'state' | 'archived' | 'notBefore' | 'notAfter' | 'renewBy' | 'raProfile'
>;

/** Rows that one query should bring. Larger ones are no faster, and memory is held for a page at a time. */
const pageSize = 500;
/** Whole certificates that come together: each may have thousands of names. */
const rowsTogether = 16;
const widestMs = 10 * 86_400_000;
const firstMs = 3_600_000;

type Projection = Readonly<Record<string, 0 | 1>>;

/**
 * Reads issued certificates in the order in which they expire, in stretches of the index on (notAfter, uuid) whose
 * width follows how dense the inventory is there: an open range would make some databases gather all of it first.
 */
export function createExpirationCandidates(db: Connection) {
  const collection = collectionOf(certificateModel(db));
  let stretchMs = firstMs;
  const sizeWithNames = createReadSize();

  async function read(
    filter: Readonly<Record<string, unknown>>,
    limit: number,
    projection: Projection,
  ): Promise<RecordRow[]> {
    return await collection
      .find<RecordRow>(filterOf({ ...filter, $and: [{ state: 'issued', archived: false }] }), { projection })
      .sort({ notAfter: 1, _id: 1 })
      .limit(limit)
      .toArray();
  }

  return {
    /**
     * Certificates behind `after` (or behind `from`) that end at `until` at the latest.
     * @param from exclusive
     * @param parts what is wanted beside what is always there; null for all of a certificate
     */
    async page(
      from: Date,
      until: Date,
      after: CandidateCursor | null,
      parts: ReadonlySet<keyof CertificateRecord> | null = null,
    ): Promise<CandidatePage> {
      const projection = projectionOf(parts);
      const withNames = parts === null || parts.has('subjectAlternativeNames');
      const size = withNames ? sizeWithNames.now() : pageSize;
      if (after !== null) {
        // Those that end at the very same moment as the last one.
        const ties = await read({ notAfter: after.notAfter, _id: { $gt: after.uuid } }, size, projection);
        if (ties.length > 0) return { certificates: ties.map(toRecord), next: positionOf(ties) };
      }
      let start = after?.notAfter ?? from;
      while (start < until) {
        const end = new Date(Math.min(until.getTime(), start.getTime() + stretchMs));
        const askedAt = performance.now();
        const rows = await read({ notAfter: { $gt: start, $lte: end } }, size, projection);
        if (withNames) sizeWithNames.took(performance.now() - askedAt);
        const isFull = rows.length === size;
        // Aims at half a page, so that most stretches are read to their end with one query.
        if (isFull) stretchMs = Math.max(1_000, stretchMs / 2);
        else if (rows.length < size / 3) stretchMs = Math.min(widestMs, stretchMs * 2);
        if (rows.length > 0) {
          const next = isFull ? positionOf(rows) : end < until ? { notAfter: end, uuid: '~' } : null;
          return { certificates: rows.map(toRecord), next };
        }
        start = end;
      }
      return { certificates: [], next: null };
    },

    async successors(uuids: readonly string[]): Promise<Map<string, SuccessorFacts>> {
      if (uuids.length === 0) return new Map();
      const projection = { state: 1, archived: 1, notBefore: 1, notAfter: 1, renewBy: 1, raProfile: 1 };
      const rows = await collection.find({ _id: { $in: [...new Set(uuids)] } }, { projection }).toArray();
      return new Map(
        rows.map(({ _id, state, archived, notBefore, notAfter, renewBy, raProfile }) => [
          _id,
          { uuid: _id, state, archived, notBefore, notAfter, renewBy, raProfile },
        ]),
      );
    },

    /** @param parts what is wanted beside what is always there; null for all of a certificate */
    async findMany(
      uuids: readonly string[],
      parts: ReadonlySet<keyof CertificateRecord> | null = null,
    ): Promise<CandidateCertificate[]> {
      if (uuids.length === 0) return [];
      const rows = await collection
        .find<RecordRow>({ _id: { $in: [...uuids] } }, { projection: projectionOf(parts) })
        .batchSize(rowsTogether)
        .toArray();
      return rows.map(toRecord);
    },
  };
}

export type ExpirationCandidates = ReturnType<typeof createExpirationCandidates>;

function positionOf(rows: readonly RecordRow[]): CandidateCursor {
  const last = rows.at(-1)!;
  return { notAfter: last.notAfter!, uuid: last._id };
}

function projectionOf(parts: ReadonlySet<keyof CertificateRecord> | null): Projection {
  if (parts === null) return recordProjection;
  return Object.fromEntries([...always, ...parts].map((part) => [part, 1]));
}
