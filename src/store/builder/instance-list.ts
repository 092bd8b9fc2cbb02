import type { Connection, mongo } from 'mongoose';
import type { InstanceStatus } from '../../domain/builder/instance';
import type { InstanceState } from '../../domain/builder/visit-state';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { instanceModel, toInstanceState, type InstanceDocument } from './instance-model';

export interface InstanceFilter {
  readonly definition?: string | undefined;
  readonly type?: string | undefined;
  readonly status?: InstanceStatus | undefined;
  readonly item?: string | undefined;
  readonly starter?: string | undefined;
  /** Of the start. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** `role:` and `user:` with names in lower case. */
  readonly assigned?: readonly string[] | undefined;
}

export interface InstancePosition {
  readonly startedAt: Date;
  readonly uuid: string;
}

/** What lists show: all but what may be large. */
export type ListedInstance = Omit<InstanceState, 'initialData' | 'variables' | 'open' | 'settled' | 'visits'>;

export type InstanceList = ReturnType<typeof createInstanceList>;

export function createInstanceList(db: Connection) {
  const rows = collectionOf(instanceModel(db));
  return {
    async list(
      filter: InstanceFilter,
      {
        after,
        limit,
        ascending,
      }: { readonly after?: InstancePosition; readonly limit: number; readonly ascending: boolean },
    ): Promise<ListedInstance[]> {
      const direction = ascending ? 1 : -1;
      const found = await rows
        .find(
          { $and: [filterOf(filter), behind(after, ascending)] },
          {
            projection: { initialData: 0, variables: 0, open: 0, settled: 0 },
            sort: { startedAt: direction, _id: direction },
            limit,
          },
        )
        .toArray();
      return found.map((row) => toInstanceState(row));
    },

    count: (filter: InstanceFilter): Promise<Count> => countRows(rows, filterOf(filter)),
  };
}

function filterOf(filter: InstanceFilter): mongo.Filter<InstanceDocument> {
  const { definition, type, status, item, starter, from, to, assigned } = filter;
  const startedAt = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(to === undefined ? {} : { $lt: to }),
  };
  return {
    ...(definition === undefined ? {} : { 'definition.uuid': definition }),
    ...(type === undefined ? {} : { 'definition.type': type }),
    ...(status === undefined ? {} : { status }),
    ...(item === undefined ? {} : { 'item.uuid': item }),
    ...(starter === undefined ? {} : { 'startedBy.uuid': starter }),
    ...(assigned === undefined ? {} : { assigned: { $in: [...assigned] } }),
    ...(Object.keys(startedAt).length === 0 ? {} : { startedAt }),
  };
}

function behind(after: InstancePosition | undefined, ascending: boolean): mongo.Filter<InstanceDocument> {
  if (after === undefined) return {};
  const { startedAt, uuid } = after;
  const [at, beyond] = ascending ? (['$gte', '$gt'] as const) : (['$lte', '$lt'] as const);
  return {
    $and: [
      { startedAt: { [at]: startedAt } },
      { $or: [{ startedAt: { [beyond]: startedAt } }, { _id: { [beyond]: uuid } }] },
    ],
  };
}
