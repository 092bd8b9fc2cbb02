import type { Connection } from 'mongoose';
import type { HistoryDue } from '../../domain/certificates/history';
import { collectionOf } from '../database/collection';
import { certificateModel } from './certificates';

export type HistoryDueStore = ReturnType<typeof createHistoryDueStore>;

/**
 * Entries of the history lie on the certificate from the write that changes it until they are written: so a process that
 * is killed in between loses none, and none tells what was not done. `change` of the inventory leaves them there.
 */
export function createHistoryDueStore(db: Connection) {
  const rows = collectionOf(certificateModel(db));
  return {
    /** What is still to be written of these certificates. */
    async find(certificates: readonly string[]): Promise<HistoryDue[]> {
      if (certificates.length === 0) return [];
      const found = await rows
        .find({ _id: { $in: [...certificates] }, historyDue: { $exists: true } }, { projection: { historyDue: 1 } })
        .toArray();
      return found.flatMap(({ historyDue = [] }) => historyDue);
    },

    /** They are written: no change of the certificate as people see it. */
    async settle(written: readonly HistoryDue[]): Promise<void> {
      if (written.length === 0) return;
      const keys = written.map(({ key }) => key);
      const certificates = written.map(({ uuid }) => uuid);
      await rows.updateMany({ _id: { $in: certificates } }, { $pull: { historyDue: { key: { $in: keys } } } });
      await rows.updateMany({ _id: { $in: certificates }, historyDue: { $size: 0 } }, { $unset: { historyDue: 1 } });
    },
  };
}
