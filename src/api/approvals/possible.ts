import {
  approversAmong,
  obstacleOf,
  obstaclesOfSteps,
  type Approvers,
  type Obstacle,
} from '../../domain/approvals/finish';
import type { Approval } from '../../domain/approvals/approval';
import type { ApprovalStep } from '../../domain/approvals/profile';
import { permissionsGranted } from '../../domain/identity/roles';
import type { Fault } from '../../domain/problem';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { deciding } from './deciding';

type Directory = Pick<DirectorySnapshot, 'users' | 'roles'>;

const known = new WeakMap<Directory, Approvers>();

/** Those who are enabled, with whether they have the right to decide. Worked out once for each picture of the directory. */
function approversIn(directory: Directory): Approvers {
  let approvers = known.get(directory);
  if (approvers === undefined) {
    const roles = [...directory.roles.values()];
    const users = [...directory.users.values()];
    approvers = approversAmong(
      users
        .filter(({ enabled }) => enabled)
        .map((user) => ({ ...user, mayDecide: permissionsGranted(user, roles).has(deciding.permission) })),
    );
    known.set(directory, approvers);
  }
  return approvers;
}

/** Warnings of a profile by which no request could be approved, as memberships and rights are now. */
export function profileWarnings(steps: readonly ApprovalStep[], directory: Directory): Fault[] {
  return obstaclesOfSteps(steps, approversIn(directory)).flatMap(({ reason, detail, steps: of }) =>
    of.map((step) => ({ pointer: `/steps/${step - 1}`, code: reason, detail })),
  );
}

/** Whether an approval can still be approved by the people whom its steps ask; null once it is closed. */
export function prospectOf(approval: Approval, directory: Directory) {
  if (approval.status !== 'pending') return { canFinish: null, cannotFinishBecause: null };
  const obstacle = obstacleOf(approval, approversIn(directory));
  return { canFinish: obstacle === undefined, cannotFinishBecause: obstacle === undefined ? null : inWords(obstacle) };
}

function inWords({ detail }: Obstacle): string {
  return `${detail} Somebody with approvals:override can decide past the steps; else it expires.`;
}
