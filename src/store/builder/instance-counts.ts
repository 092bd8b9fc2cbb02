import type { Connection } from 'mongoose';
import type { InstanceStatus } from '../../domain/builder/instance';
import { collectionOf } from '../database/collection';
import { instanceModel } from './instance-model';

/** Instances of one definition that stand alike; with `day` those that began on it. */
export interface InstanceCount {
  readonly definition: string;
  readonly status: InstanceStatus;
  /** Midnight UTC; null where days are not asked for. */
  readonly day: Date | null;
  readonly count: number;
}

export interface CountedInstances {
  /** Began at this moment or later. */
  readonly from: Date;
  readonly definition?: string | undefined;
  readonly isByDay: boolean;
}

const budgetMs = 10_000;

export type InstanceCounts = ReturnType<typeof createInstanceCounts>;

/** How many instances there are, for whoever looks at their definitions. */
export function createInstanceCounts(db: Connection) {
  const rows = collectionOf(instanceModel(db));

  function grouped(match: object, day: object | null): Promise<InstanceCount[]> {
    return rows
      .aggregate<InstanceCount>(
        [
          { $match: match },
          { $group: { _id: { definition: '$definition.uuid', status: '$status', day }, count: { $sum: 1 } } },
          { $sort: { '_id.definition': 1, '_id.day': 1, '_id.status': 1 } },
          {
            $project: {
              ...{ _id: 0, count: 1, definition: '$_id.definition', status: '$_id.status' },
              day: { $ifNull: ['$_id.day', null] },
            },
          },
        ],
        { maxTimeMS: budgetMs },
      )
      .toArray();
  }

  return {
    /** Those that are at work or wait, whenever they began. */
    open(definition?: string): Promise<InstanceCount[]> {
      const only = definition === undefined ? {} : { 'definition.uuid': definition };
      return grouped({ ...only, status: { $in: ['running', 'suspended'] } }, null);
    },

    since({ from, definition, isByDay }: CountedInstances): Promise<InstanceCount[]> {
      const only = definition === undefined ? {} : { 'definition.uuid': definition };
      const day = isByDay ? { $dateTrunc: { date: '$startedAt', unit: 'day' } } : null;
      return grouped({ ...only, startedAt: { $gte: from } }, day);
    },
  };
}
