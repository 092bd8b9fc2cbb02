import type { Connection } from 'mongoose';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { collectionOf } from '../database/collection';
import { createTurns } from '../database/turns';
import { certificateModel } from './certificates';
import { projectionOf, type CertificateSelection } from './inventory';
import type { ListedCertificate } from './listed';
import { toRecord, type RecordRow } from './records';

/** Rows that come together: each may have thousands of names. */
const rowsTogether = 100;

/** Asks of known certificates what a search asks of all. */
export function createCertificatesAmong(db: Connection) {
  const collection = collectionOf(certificateModel(db));
  return {
    /** Those of these that the selection has, by uuid. @param parts what is wanted beside what lists show */
    async selected<K extends keyof CertificateRecord = never>(
      uuids: readonly string[],
      selection: CertificateSelection,
      parts: readonly K[] = [],
    ): Promise<Map<string, ListedCertificate<K>>> {
      const found = new Map<string, ListedCertificate<K>>();
      if (uuids.length === 0) return found;
      const { filter, matches } = selection;
      const hasFilter = Object.keys(filter).length > 0;
      const turns = createTurns();
      const rows = collection
        .find<RecordRow>(
          { _id: { $in: [...uuids] }, ...(hasFilter ? { $and: [filter] } : {}) },
          { projection: projectionOf(selection, parts) },
        )
        .batchSize(rowsTogether);
      for await (const row of rows) {
        const record = toRecord(row);
        if (matches?.(record) ?? true) found.set(record.uuid, record);
        await turns.give();
      }
      return found;
    },
  };
}

export type CertificatesAmong = ReturnType<typeof createCertificatesAmong>;
