import { usersAskedTwice } from '../../domain/approvals/finish';
import type { ApprovalStep } from '../../domain/approvals/profile';
import { validationFailed, type Fault } from '../../domain/problem';

export interface ApproverDirectory {
  readonly users: ReadonlyMap<string, unknown>;
  readonly roles: ReadonlyMap<string, unknown>;
  readonly groups: ReadonlyMap<string, unknown>;
}

type GivenStep = ApprovalStep & { readonly order?: number | undefined };

const members = [
  ['userUuid', 'users', 'user'],
  ['roleUuid', 'roles', 'role'],
  ['groupUuid', 'groups', 'group'],
] as const;

/**
 * The steps in their order. Throws `validation_failed` for a step that asks nobody, several, or somebody unknown, and where
 * two ask the same user, who decides once.
 */
export function checkSteps(steps: readonly GivenStep[], directory: ApproverDirectory): ApprovalStep[] {
  const faults = steps.flatMap((step, index) => faultsOf(step, `/steps/${index}`, directory));
  const orders = steps.flatMap(({ order }) => order ?? []);
  if (orders.length > 0 && new Set(orders).size < steps.length) {
    const detail = 'either every step has an order of its own, or none has one';
    faults.push({ pointer: '/steps', code: 'wrong_value', detail });
  }
  for (const { first, again } of usersAskedTwice(steps)) {
    const detail = `step ${first} of the list asks this user already, and everybody decides once`;
    faults.push({ pointer: `/steps/${again - 1}/userUuid`, code: 'approver_repeated', detail });
  }
  if (faults.length > 0) throw validationFailed(faults);
  return [...steps]
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .map(({ order: _order, ...step }) => step);
}

function faultsOf(step: GivenStep, pointer: string, directory: ApproverDirectory): Fault[] {
  const asked = members.filter(([member]) => step[member] !== null);
  const [first] = asked;
  if (first === undefined || asked.length > 1) {
    const detail = 'exactly one of userUuid, roleUuid and groupUuid is needed';
    return [{ pointer, code: 'wrong_value', detail }];
  }
  const [member, list, noun] = first;
  if (!directory[list].has(step[member]!)) {
    return [{ pointer: `${pointer}/${member}`, code: `unknown_${noun}`, detail: `there is no such ${noun}` }];
  }
  if (noun !== 'user' || step.requiredApprovals === 1) return [];
  const detail = 'one user can give one approval only';
  return [{ pointer: `${pointer}/requiredApprovals`, code: 'wrong_value', detail }];
}
