import { Schema, type Connection, type Model } from 'mongoose';
import type { OpenSignal } from '../../domain/builder/instance';
import type { InstanceState } from '../../domain/builder/visit-state';
import { modelOf } from '../database/connection';

export interface InstanceDocument extends Omit<InstanceState, 'uuid' | 'visits'> {
  readonly _id: string;
  /** A list, because names of steps may be those that objects have by themselves. */
  readonly visits: readonly { readonly step: string; readonly count: number }[];
  /** `role:` and `user:` with the names, in lower case, of those whom it waits for. */
  readonly assigned: readonly string[];
  /** When somebody looks whether its run lives; absent once nothing more follows from it. */
  readonly lookAt?: Date;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<InstanceDocument>(
  {
    ...{ _id: String, number: Number, title: String, status: String, statusMessage: String, errorCode: String },
    ...{ definition: mixed, startKey: String, item: mixed, itemName: String, context: String, startedBy: mixed },
    ...{ cause: mixed, startedAt: Date, changedAt: Date, endedAt: Date, currentStep: String, signals: mixed },
    ...{ initialData: mixed, variables: mixed, attempt: Number, workflowId: String, revision: Number },
    ...{ visits: mixed, open: mixed, seq: Number, settled: mixed, restartedAs: String, assigned: [String] },
    lookAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ startKey: 1 }, { unique: true });
schema.index({ startedAt: -1, _id: -1 });
schema.index({ 'definition.uuid': 1, startedAt: -1, _id: -1 });
schema.index({ 'definition.uuid': 1, status: 1 });
schema.index({ 'definition.type': 1, startedAt: -1, _id: -1 });
schema.index({ status: 1, startedAt: -1, _id: -1 });
schema.index({ 'item.uuid': 1, startedAt: -1, _id: -1 });
schema.index({ 'startedBy.uuid': 1, startedAt: -1, _id: -1 });
schema.index({ assigned: 1, startedAt: -1, _id: -1 });
schema.index({ endedAt: 1, _id: 1 });
schema.index({ 'open.hookHash': 1 });
schema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $exists: true } } });

/** Instances of the workflow builder, one row each. */
export function instanceModel(db: Connection): Model<InstanceDocument> {
  return modelOf(db, 'builder_instances', schema);
}

export function toInstanceState({
  _id,
  visits,
  assigned: _assigned,
  lookAt: _lookAt,
  ...fields
}: InstanceDocument): InstanceState {
  return { uuid: _id, ...fields, visits: Object.fromEntries(visits.map(({ step, count }) => [step, count])) };
}

/** As rows have it. */
export function visitsOf(visits: InstanceState['visits']): InstanceDocument['visits'] {
  return Object.entries(visits).map(([step, count]) => ({ step, count }));
}

/** Whom these signals wait for. */
export function assignedTo(signals: readonly OpenSignal[]): string[] {
  const all = signals.flatMap(({ roles, users }) => [
    ...roles.map((name) => `role:${name.toLowerCase()}`),
    ...users.map((name) => `user:${name.toLowerCase()}`),
  ]);
  return [...new Set(all)];
}
