import type { mongo } from 'mongoose';
import type { Approval, ApprovalStatus } from '../../domain/approvals/approval';
import { approvalStatuses } from '../../domain/approvals/approval';
import { countRows, type Count } from '../database/count';
import { toApproval, type ApprovalDocument, type ApprovalRows } from './approval-rows';

/** Somebody with what steps may ask them as. */
export interface ApprovalViewer {
  readonly uuid: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

export interface ApprovalFilter {
  readonly status?: ApprovalStatus;
  readonly resource?: string;
  readonly resourceAction?: string;
  readonly objectUuid?: string;
  readonly profile?: string;
  readonly creator?: string;
  /** The same once more, for whoever asks for their own among those of a creator. */
  readonly createdBy?: string;
  /** What concerns this person: asked for by them, asking them in a step that opened, or decided by them. */
  readonly concerning?: ApprovalViewer;
  /** What waits for a decision of this person. */
  readonly waitingFor?: ApprovalViewer;
}

export interface ApprovalPosition {
  readonly createdAt: Date;
  readonly uuid: string;
}

export interface Followed {
  readonly approval: Approval;
  readonly followedStep: number;
}

const visible = { $in: [...approvalStatuses] };

export function createApprovalReads(rows: ApprovalRows) {
  return {
    async find(uuid: string): Promise<Approval | null> {
      const row = await rows.findOne({ _id: uuid, status: visible });
      return row === null ? null : toApproval(row);
    },

    /** Those that are there. */
    async findMany(uuids: readonly string[]): Promise<Approval[]> {
      if (uuids.length === 0) return [];
      const found = await rows.find({ _id: { $in: [...uuids] }, status: visible }).toArray();
      return found.map(toApproval);
    },

    /** With how far people have been told. */
    async findFollowed(uuid: string): Promise<Followed | null> {
      const row = await rows.findOne({ _id: uuid, status: visible });
      return row === null ? null : { approval: toApproval(row), followedStep: row.followedStep };
    },

    /** By creation, the newest first unless `ascending`. */
    async list(
      filter: ApprovalFilter,
      { after, limit, ascending }: { after?: ApprovalPosition; limit: number; ascending: boolean },
    ): Promise<Approval[]> {
      const direction = ascending ? 1 : -1;
      const beyond = ascending ? '$gt' : '$lt';
      const position =
        after === undefined
          ? []
          : [
              { createdAt: { [ascending ? '$gte' : '$lte']: after.createdAt } },
              {
                $or: [{ createdAt: { [beyond]: after.createdAt } }, { _id: { [beyond]: after.uuid } }],
              },
            ];
      const found = await rows
        .find({ $and: [conditionOf(filter), ...position] } as mongo.Filter<ApprovalDocument>)
        .sort({ createdAt: direction, _id: direction })
        .limit(limit)
        .toArray();
      return found.map(toApproval);
    },

    count: (filter: ApprovalFilter): Promise<Count> => countRows(rows, conditionOf(filter)),

    /** Pending ones that this profile made. */
    async pendingOf(profile: string, limit: number): Promise<Approval[]> {
      const found = await rows.find({ 'profile.uuid': profile, status: 'pending' }).limit(limit).toArray();
      return found.map(toApproval);
    },

    /** Those whose run has not seen to something for a while: it was not told, or is no more. */
    async behind(since: Date, limit: number): Promise<string[]> {
      const [moved, overdue] = await Promise.all([
        rows
          .find({ behindSince: { $lt: since } }, { projection: { _id: 1 } })
          .limit(limit)
          .toArray(),
        rows
          .find({ status: 'pending', expiryAt: { $lt: since } }, { projection: { _id: 1 } })
          .limit(limit)
          .toArray(),
      ]);
      return [...new Set([...moved, ...overdue].map(({ _id }) => _id))];
    },
  };
}

function conditionOf(filter: ApprovalFilter): mongo.Filter<ApprovalDocument> {
  const { status, resource, resourceAction, objectUuid, profile, creator, createdBy, concerning, waitingFor } = filter;
  const clauses: mongo.Filter<ApprovalDocument>[] = [
    { status: status ?? visible },
    ...(resource === undefined ? [] : [{ resource }]),
    ...(resourceAction === undefined ? [] : [{ resourceAction }]),
    ...(objectUuid === undefined ? [] : [{ objectUuid }]),
    ...(profile === undefined ? [] : [{ 'profile.uuid': profile }]),
    ...(creator === undefined ? [] : [{ concerns: `creator:${creator}` }]),
    ...(createdBy === undefined ? [] : [{ concerns: `creator:${createdBy}` }]),
  ];
  if (concerning !== undefined) {
    const { uuid } = concerning;
    clauses.push({ concerns: { $in: [`creator:${uuid}`, `decider:${uuid}`, ...askedAs(concerning)] } });
  }
  if (waitingFor !== undefined) {
    const { uuid } = waitingFor;
    clauses.push(
      { concerns: { $in: askedAs(waitingFor).map((one) => `open:${one}`) } },
      { concerns: { $nin: [`creator:${uuid}`, `decider:${uuid}`] } },
    );
  }
  return { $and: clauses };
}

function askedAs({ uuid, roles, groups }: ApprovalViewer): string[] {
  return [`user:${uuid}`, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
}
