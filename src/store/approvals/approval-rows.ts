import type { mongo } from 'mongoose';
import type { Approval, ApprovalStatus } from '../../domain/approvals/approval';

export interface ApprovalDocument extends Omit<Approval, 'uuid' | 'status' | 'objectNames'> {
  readonly _id: string;
  /** Absent in rows of before. */
  readonly objectNames?: readonly string[];
  /** `starting` until it is the pending one of its object: nobody sees it before. */
  readonly status: ApprovalStatus | 'starting';
  /** Unique: resource and object while it is pending, else something of its own. */
  readonly pendingFor: string;
  /** Creator, whom the steps that opened ask, whom the open one asks (`open:`), and who has decided. */
  readonly concerns: readonly string[];
  /** Since when something is to follow from the row; null when all has. */
  readonly behindSince: Date | null;
  /** The last step of which people were told. */
  readonly followedStep: number;
}

export type ApprovalRows = mongo.Collection<ApprovalDocument>;

export function toApproval(row: ApprovalDocument): Approval {
  const { _id, status, pendingFor: _p, concerns: _c, ...rest } = row;
  const { behindSince: _b, followedStep: _f, ...approval } = rest;
  const { objectNames = [] } = approval;
  return { uuid: _id, ...approval, objectNames, status: status === 'starting' ? 'pending' : status };
}
