import { Schema, type Connection } from 'mongoose';
import type { StepVisit } from '../../domain/builder/instance';
import { visitKey } from '../../domain/builder/visit-state';
import { collectionOf, type Row } from '../database/collection';
import { modelOf } from '../database/connection';

type VisitDocument = StepVisit & Row;

const mixed = Schema.Types.Mixed;
const schema = new Schema<VisitDocument>(
  {
    ...{ _id: String, instance: String, seq: Number, attempt: Number, uniqueName: String, type: String, visit: Number },
    ...{ status: String, startedAt: Date, endedAt: Date, inputs: mixed, outputs: mixed, left: String, error: mixed },
    ...{ variables: mixed, runId: String, message: String },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ instance: 1, attempt: 1, seq: 1 });

/** Visits of steps that have ended: the log of an instance. */
export function createStepVisitStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'builder_visits', schema));
  return {
    /** Whatever an earlier attempt wrote of the visit. */
    async write(visit: StepVisit): Promise<void> {
      const key = visitKey({ uuid: visit.instance, attempt: visit.attempt }, visit.uniqueName, visit.visit);
      await rows.replaceOne({ _id: key }, { ...visit }, { upsert: true });
    },

    /** In the order of their ends. */
    async of(instance: string, limit: number): Promise<StepVisit[]> {
      const found = await rows.find({ instance }, { sort: { attempt: 1, seq: 1 }, limit }).toArray();
      return found.map(({ _id, ...visit }) => visit);
    },

    async removeOf(instances: readonly string[]): Promise<void> {
      if (instances.length > 0) await rows.deleteMany({ instance: { $in: [...instances] } });
    },
  };
}

export type StepVisitStore = ReturnType<typeof createStepVisitStore>;
