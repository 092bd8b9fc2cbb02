import type { Connection } from 'mongoose';
import { hasInstanceEnded, type InstanceStatus } from '../../domain/builder/instance';
import type { InstanceChange, InstanceState, ReceivedSignal } from '../../domain/builder/visit-state';
import { collectionOf, updateOf } from '../database/collection';
import { isDuplicateKey } from '../database/connection';
import { assignedTo, instanceModel, toInstanceState, visitsOf, type InstanceDocument } from './instance-model';

const open: InstanceStatus[] = ['running', 'suspended'];
const receiveTries = 50;

/** Instances of the workflow builder: the row that counts, moved by conditional writes. */
export function createInstanceStore(db: Connection) {
  const rows = collectionOf(instanceModel(db));

  async function find(uuid: string): Promise<InstanceState | null> {
    const row = await rows.findOne({ _id: uuid });
    return row === null ? null : toInstanceState(row);
  }

  return {
    find,

    async byStartKey(startKey: string): Promise<InstanceState | null> {
      const row = await rows.findOne({ startKey });
      return row === null ? null : toInstanceState(row);
    },

    /** False: its start key was there before. @param lookAt when somebody looks whether its run lives */
    async add({ uuid, visits, ...fields }: InstanceState, lookAt: Date): Promise<boolean> {
      const row = { ...fields, visits: visitsOf(visits), assigned: assignedTo(fields.signals), lookAt };
      try {
        const { upsertedCount } = await rows.updateOne({ _id: uuid }, { $setOnInsert: row }, { upsert: true });
        return upsertedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Those of these that are there. */
    async among(uuids: readonly string[]): Promise<ReadonlySet<string>> {
      if (uuids.length === 0) return new Set();
      const found = await rows.find({ _id: { $in: [...uuids] } }, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },

    /**
     * Writes a change onto the revision that was read. Null: the row has moved, read it again.
     * @param lookAt when somebody looks whether its run lives, unless it has ended
     */
    async move(before: InstanceState, change: InstanceChange, at: Date, lookAt: Date): Promise<InstanceState | null> {
      const { visits, signals, ...rest } = change;
      const set = {
        ...rest,
        ...(visits === undefined ? {} : { visits: visitsOf(visits) }),
        ...(signals === undefined ? {} : { signals, assigned: assignedTo(signals) }),
        ...{ changedAt: at, revision: before.revision + 1 },
      };
      const isOver = hasInstanceEnded(change.status ?? before.status);
      const { matchedCount } = await rows.updateOne(
        { _id: before.uuid, revision: before.revision },
        isOver ? { $set: set, $unset: { lookAt: '' } } : { $set: { ...set, lookAt } },
      );
      return matchedCount === 0 ? null : { ...before, ...change, changedAt: at, revision: before.revision + 1 };
    },

    /**
     * Keeps what was said to the visit that waits; it counts from then on, whoever is at work on the row. False: that
     * visit does not wait any more, or the same was said before.
     */
    async receive(visit: InstanceState, signal: ReceivedSignal, lookAt: Date): Promise<boolean> {
      for (let tries = 0; tries < receiveTries; tries += 1) {
        const row = await rows.findOne({ _id: visit.uuid });
        if (row === null || !isWaiting(row, visit)) return false;
        if (row.open!.received.some(({ key }) => key === signal.key)) return false;
        const { matchedCount } = await rows.updateOne(
          { _id: visit.uuid, revision: row.revision },
          updateOf({
            $push: { 'open.received': signal },
            $inc: { revision: 1 },
            $set: { changedAt: signal.at, lookAt },
          }),
        );
        if (matchedCount === 1) return true;
      }
      throw new Error('the row of an instance was moved by others each time');
    },

    async byHook(hookHash: string): Promise<InstanceState | null> {
      const row = await rows.findOne({ 'open.hookHash': hookHash });
      return row === null ? null : toInstanceState(row);
    },

    /** Open ones whose runs are to be looked at, the longest waiting first. */
    async unlooked(now: Date, limit: number): Promise<{ readonly uuid: string; readonly status: InstanceStatus }[]> {
      const found = await rows
        .find({ lookAt: { $lte: now } }, { projection: { status: 1 }, sort: { lookAt: 1 }, limit })
        .toArray();
      return found.map(({ _id, status }) => ({ uuid: _id, status }));
    },

    async lookAgain(uuid: string, at: Date): Promise<void> {
      await rows.updateOne({ _id: uuid, lookAt: { $exists: true } }, { $set: { lookAt: at } });
    },

    async hasOpenOf(definition: string): Promise<boolean> {
      const found = await rows.findOne(
        { 'definition.uuid': definition, status: { $in: open } },
        { projection: { _id: 1 } },
      );
      return found !== null;
    },

    async endedBefore(before: Date, limit: number): Promise<string[]> {
      const found = await rows
        .find({ endedAt: { $lt: before } }, { projection: { _id: 1 }, sort: { endedAt: 1, _id: 1 }, limit })
        .toArray();
      return found.map(({ _id }) => _id);
    },

    /** Ended ones only. */
    async remove(uuids: readonly string[]): Promise<number> {
      if (uuids.length === 0) return 0;
      const ended = { _id: { $in: [...uuids] }, status: { $nin: open } };
      return (await rows.deleteMany(ended)).deletedCount;
    },
  };
}

export type InstanceStore = ReturnType<typeof createInstanceStore>;

/** Still the visit that waited when somebody looked. */
function isWaiting(row: InstanceDocument, { attempt, currentStep, open: before }: InstanceState): boolean {
  const isSame = row.attempt === attempt && row.currentStep === currentStep;
  const began = row.open?.startedAt.getTime();
  return (
    isSame && row.open?.isWaiting === true && began === before?.startedAt.getTime() && !hasInstanceEnded(row.status)
  );
}
