import type { Connection } from 'mongoose';
import type { Operation } from '../../domain/operations/operation';
import { collectionOf } from '../database/collection';
import { operationModel, toOperation } from './operation-model';

/** What decides whether an old operation may go. */
export type EndedOperation = Pick<Operation, 'uuid' | 'issuedCertificate'> & { readonly finishedAt: Date };

export type OperationUpkeepStore = ReturnType<typeof createOperationUpkeepStore>;

/** What housekeeping asks of the rows of operations. */
export function createOperationUpkeepStore(db: Connection) {
  const rows = collectionOf(operationModel(db));
  return {
    /** Promised ones whose runs are to be looked at, the longest waiting first. */
    async unlooked(now: Date, limit: number): Promise<Operation[]> {
      const found = await rows
        .find({ lookAt: { $lte: now }, accepted: true }, { sort: { lookAt: 1 }, limit })
        .toArray();
      return found.map(toOperation);
    },

    async lookAgain(uuid: string, at: Date): Promise<void> {
      await rows.updateOne({ _id: uuid, lookAt: { $exists: true } }, { $set: { lookAt: at } });
    },

    /** Nothing more follows from it. */
    async settle(uuid: string): Promise<void> {
      await rows.updateOne({ _id: uuid }, { $unset: { lookAt: '' } });
    },

    /** In the order of their ends. @param after the last one of the page before */
    async endedBefore(before: Date, after: EndedOperation | undefined, limit: number): Promise<EndedOperation[]> {
      const from = after === undefined ? {} : { $gte: after.finishedAt };
      const behind =
        after === undefined ? [] : [{ finishedAt: { $gt: after.finishedAt } }, { _id: { $gt: after.uuid } }];
      const found = await rows
        .find(
          { finishedAt: { $lt: before, ...from }, ...(behind.length === 0 ? {} : { $or: behind }) },
          { projection: { issuedCertificate: 1, finishedAt: 1 }, sort: { finishedAt: 1, _id: 1 }, limit },
        )
        .toArray();
      return found.map(({ _id, issuedCertificate, finishedAt }) => ({
        ...{ uuid: _id, issuedCertificate, finishedAt: finishedAt! },
      }));
    },

    /** How many of these have gone. */
    async remove(uuids: readonly string[]): Promise<number> {
      if (uuids.length === 0) return 0;
      return (await rows.deleteMany({ _id: { $in: [...uuids] }, finishedAt: { $ne: null } })).deletedCount;
    },

    /** Of those that `removeUnaccepted` would remove, the public keys whose private ones are kept. */
    async unacceptedKeys(before: Date, limit: number): Promise<string[]> {
      const found = await rows
        .find({ ...unaccepted(before), 'order.keepsKey': true }, { projection: { 'order.spkiSha256': 1 }, limit })
        .toArray();
      return found.flatMap(({ order }) => order.spkiSha256 ?? []);
    },

    /** Whose process died before it could start their run: nobody was promised anything. */
    async removeUnaccepted(before: Date): Promise<void> {
      await rows.deleteMany(unaccepted(before));
    },
  };
}

function unaccepted(before: Date) {
  return { accepted: false, state: 'requested' as const, createdAt: { $lt: before } };
}
