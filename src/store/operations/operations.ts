import type { Connection } from 'mongoose';
import { requestIdIn, type OrderState } from '../../domain/authorities/authority';
import {
  exclusionKeyOf,
  type EnrollmentFields,
  type Operation,
  type OperationAction,
  type OperationState,
} from '../../domain/operations/operation';
import { isFinal, openOperationStates, statesBefore } from '../../domain/operations/transitions';
import { collectionOf } from '../database/collection';
import { isDuplicateKey } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { operationModel, toOperation } from './operation-model';

/** How the first write of an operation went. */
export type AddedOperation =
  | { readonly kind: 'added' }
  /** One of this id is there already. */
  | { readonly kind: 'known'; readonly operation: Operation }
  /** Another one of the certificate is under way; its uuid, where it is still there. */
  | { readonly kind: 'excluded'; readonly by: string | null };

/** What moves with a state. */
export type OperationChange = Partial<
  Pick<Operation, 'issuedCertificate' | 'message' | 'errorCode' | 'approval' | 'nextStepAt' | 'finishedAt'>
>;

export interface OperationFilter {
  readonly action?: OperationAction | undefined;
  readonly state?: OperationState | undefined;
  /** One that it is about, before or after. */
  readonly certificate?: string | undefined;
  readonly raProfile?: string | undefined;
}

export interface OperationPosition {
  readonly createdAt: Date;
  readonly uuid: string;
}

/** Most operations come to their end before anybody has to look after them. */
const quickMs = 120_000;

export type OperationStore = ReturnType<typeof createOperationStore>;

/** Operations on certificates. Every change of state is one write on the states that it may come from. */
export function createOperationStore(db: Connection) {
  const rows = collectionOf(operationModel(db));
  const open = { state: { $in: [...openOperationStates] } };

  async function read(uuid: string): Promise<Operation | null> {
    const row = await rows.findOne({ _id: uuid });
    return row === null ? null : toOperation(row);
  }

  return {
    /**
     * Writes an operation that is not promised yet. The exclusion is taken by an update: SecantusDB checks inserts also
     * against values that updates have long removed.
     */
    async add(operation: Operation): Promise<AddedOperation> {
      const { uuid, ...fields } = operation;
      const certificates = operation.certificate === null ? [] : [operation.certificate];
      try {
        const lookAt = new Date(operation.createdAt.getTime() + quickMs);
        await rows.insertOne({ _id: uuid, ...fields, accepted: false, lookAt, certificates });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await read(uuid);
        if (known === null) throw error;
        return { kind: 'known', operation: known };
      }
      const exclusion = exclusionKeyOf(operation);
      if (exclusion === null) return { kind: 'added' };
      try {
        await rows.updateOne({ _id: uuid }, { $set: { exclusion } });
        return { kind: 'added' };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await rows.deleteOne({ _id: uuid, accepted: false });
        const holder = await rows.findOne({ exclusion }, { projection: { _id: 1 } });
        return { kind: 'excluded', by: holder?._id ?? null };
      }
    },

    find: read,

    /** Its run is started: from now on it is promised. */
    async accept(uuid: string): Promise<void> {
      await rows.updateOne({ _id: uuid }, { $set: { accepted: true } });
    },

    async isAccepted(uuid: string): Promise<boolean> {
      return (await rows.findOne({ _id: uuid, accepted: true }, { projection: { _id: 1 } })) !== null;
    },

    /** Takes back what could not be started. */
    async withdraw(uuid: string): Promise<void> {
      await rows.deleteOne({ _id: uuid, accepted: false });
    },

    /** The operation in its new state; null when it is in none that this one may follow. The end lets others begin. */
    async move(uuid: string, to: OperationState, change: OperationChange, at: Date): Promise<Operation | null> {
      const ended = isFinal(to) ? { finishedAt: at, nextStepAt: null, orderState: null } : {};
      const { issuedCertificate } = change;
      const row = await rows.findOneAndUpdate(
        { _id: uuid, state: { $in: statesBefore(to) } },
        {
          $set: { ...change, ...ended, state: to, updatedAt: at },
          ...(isFinal(to) ? { $unset: { exclusion: '' } } : {}),
          ...(typeof issuedCertificate === 'string' ? { $addToSet: { certificates: issuedCertificate } } : {}),
        },
        { returnDocument: 'after' },
      );
      return row === null ? null : toOperation(row);
    },

    /** Keeps what the authority remembers; false when the operation has ended. */
    async saveOrderState(uuid: string, orderState: OrderState, at: Date): Promise<boolean> {
      const named = requestIdIn(orderState);
      const kept = named === null ? {} : { authorityRequestId: named };
      const { matchedCount } = await rows.updateOne(
        { _id: uuid, ...open },
        { $set: { orderState, ...kept, updatedAt: at } },
      );
      return matchedCount > 0;
    },

    /** How far it is, while it waits. */
    async note(uuid: string, change: Pick<OperationChange, 'message' | 'nextStepAt' | 'approval'>): Promise<void> {
      await rows.updateOne({ _id: uuid, ...open }, { $set: change });
    },

    /** The instance of the workflow builder that it waits for. */
    async hold(uuid: string, instance: string): Promise<void> {
      await rows.updateOne({ _id: uuid, ...open }, { $set: { instance } });
    },

    /** Lets it go on to its authority, with these fields where they are given; null: it has ended. */
    async release(uuid: string, fields: EnrollmentFields | null): Promise<Operation | null> {
      const row = await rows.findOneAndUpdate(
        { _id: uuid, ...open },
        { $set: { isReleased: true, ...(fields === null ? {} : { 'order.fields': fields }) } },
        { returnDocument: 'after' },
      );
      return row === null ? null : toOperation(row);
    },

    /** Asks the run to stop; null when there is none to stop. */
    async requestCancel(uuid: string): Promise<Operation | null> {
      const row = await rows.findOneAndUpdate(
        { _id: uuid, ...open },
        { $set: { cancelRequested: true } },
        { returnDocument: 'after' },
      );
      return row === null ? null : toOperation(row);
    },

    /** The operation that a certificate came from. */
    async thatIssued(certificate: string): Promise<Operation | null> {
      const row = await rows.findOne({ issuedCertificate: certificate });
      return row === null ? null : toOperation(row);
    },

    /** Newest first unless `ascending`, without their requests. `after` is the last row of the page before. */
    async list(
      filter: OperationFilter,
      after: OperationPosition | undefined,
      limit: number,
      ascending = false,
    ): Promise<Operation[]> {
      const direction = ascending ? 1 : -1;
      const beyond = <T>(value: T) => (ascending ? { $gt: value } : { $lt: value });
      const behind =
        after === undefined
          ? []
          : [
              { createdAt: ascending ? { $gte: after.createdAt } : { $lte: after.createdAt } },
              { $or: [{ createdAt: beyond(after.createdAt) }, { _id: beyond(after.uuid) }] },
            ];
      const found = await rows
        .find(
          { ...filterOf(filter), ...(behind.length === 0 ? {} : { $and: behind }) },
          { projection: { 'order.csr': 0 } },
        )
        .sort({ createdAt: direction, _id: direction })
        .limit(limit)
        .toArray();
      return found.map((row) => toOperation({ ...row, order: { ...row.order, csr: null } }));
    },

    /** Some that are open under an RA profile, or at an authority. */
    async openOf(field: 'raProfile' | 'authority', uuid: string, limit: number): Promise<Operation[]> {
      const found = await rows.find({ ...open, [field]: uuid }, { limit }).toArray();
      return found.map(toOperation);
    },

    count: (filter: OperationFilter): Promise<Count> => countRows(rows, filterOf(filter)),
  };
}

function filterOf({ action, state, certificate, raProfile }: OperationFilter) {
  return {
    ...(action === undefined ? {} : { action }),
    ...(state === undefined ? {} : { state }),
    ...(certificate === undefined ? {} : { certificates: certificate }),
    ...(raProfile === undefined ? {} : { raProfile }),
  };
}
