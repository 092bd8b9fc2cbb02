/** Whether an approval can come to its end by the people whom its steps ask. Everybody decides once, in one step. */
import type { Approval } from './approval';
import { approverOf, type ApprovalStep, type Approver } from './profile';

/** Who may decide, by what they belong to. */
export interface PossibleApprover {
  readonly uuid: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

/** uuids of those whom a step can ask. */
export type Approvers = (approver: Approver) => readonly string[];

/** What keeps steps from their approvals, as people are told; `steps` from 1. */
export interface Obstacle {
  readonly steps: readonly number[];
  readonly reason: 'too_few_approvers' | 'approvers_needed_twice';
  readonly detail: string;
}

interface Demand {
  /** From 1. */
  readonly step: number;
  readonly needed: number;
  readonly people: readonly string[];
}

export function approversAmong(users: Iterable<PossibleApprover>): Approvers {
  const asked = new Map<string, string[]>();
  const add = (type: Approver['type'], uuid: string, user: string) => {
    const key = `${type} ${uuid}`;
    const known = asked.get(key);
    if (known === undefined) asked.set(key, [user]);
    else known.push(user);
  };
  for (const { uuid, roles, groups } of users) {
    add('user', uuid, uuid);
    for (const role of new Set(roles)) add('role', role, uuid);
    for (const group of new Set(groups)) add('group', group, uuid);
  }
  return ({ type, uuid }) => asked.get(`${type} ${uuid}`) ?? [];
}

/** Pairs of steps, from 1, that ask the same user: nobody decides twice, so that the later one never gets its approval. */
export function usersAskedTwice(steps: readonly ApprovalStep[]): { readonly first: number; readonly again: number }[] {
  const firstOf = new Map<string, number>();
  return steps.flatMap(({ userUuid }, index) => {
    if (userUuid === null) return [];
    const first = firstOf.get(userUuid);
    if (first !== undefined) return [{ first, again: index + 1 }];
    firstOf.set(userUuid, index + 1);
    return [];
  });
}

/** What keeps requests by a profile from being approved, as memberships are now. Undefined: nothing. */
export function obstacleOfSteps(steps: readonly ApprovalStep[], approvers: Approvers): Obstacle | undefined {
  return obstacleAmong(steps.map((step, index) => demandOf(step, index + 1, 0, approvers, new Set())));
}

/** What keeps an open approval from its end: the creator and who has decided are not asked. Undefined: nothing. */
export function obstacleOf(
  { steps, step: open, decisions, creator }: Pick<Approval, 'steps' | 'step' | 'decisions' | 'creator'>,
  approvers: Approvers,
): Obstacle | undefined {
  const spent = new Set(decisions.map(({ user }) => user.uuid));
  if (creator.uuid !== null) spent.add(creator.uuid);
  const given = decisions.filter(({ step, decision }) => step === open && decision === 'approve').length;
  const demands = steps
    .slice(open - 1)
    .map((step, index) => demandOf(step, open + index, index === 0 ? given : 0, approvers, spent));
  return obstacleAmong(demands);
}

function demandOf(
  step: ApprovalStep,
  number: number,
  given: number,
  approvers: Approvers,
  spent: ReadonlySet<string>,
): Demand {
  const people = approvers(approverOf(step)).filter((uuid) => !spent.has(uuid));
  return { step: number, needed: Math.max(0, step.requiredApprovals - given), people };
}

function obstacleAmong(demands: readonly Demand[]): Obstacle | undefined {
  const short = demands.find(({ needed, people }) => people.length < needed);
  if (short !== undefined) {
    const { step, needed, people } = short;
    const there = people.length === 0 ? 'nobody' : people.length === 1 ? 'one person' : `${people.length} people`;
    return {
      ...{ steps: [step], reason: 'too_few_approvers' },
      detail: `Step ${step} needs ${needed} more ${needed === 1 ? 'approval' : 'approvals'}, and ${there} can still give one.`,
    };
  }
  const wanting = unfilled(demands);
  if (wanting === undefined) return undefined;
  return {
    ...{ steps: [wanting], reason: 'approvers_needed_twice' },
    detail: `Step ${wanting} can ask only people whom other steps need as well, and everybody decides once.`,
  };
}

/**
 * A step that stays short when everybody decides in one step only: a matching of approvals and people, by augmenting paths.
 * A step with as many people as there are approvals in all gets its own whatever the others take.
 */
function unfilled(demands: readonly Demand[]): number | undefined {
  const inAll = demands.reduce((sum, { needed }) => sum + needed, 0);
  const scarce = demands.filter(({ people }) => people.length < inAll);
  const takenBy = new Map<string, Demand>();
  const take = (demand: Demand, seen: Set<string>): boolean => {
    for (const person of demand.people) {
      if (seen.has(person)) continue;
      seen.add(person);
      const holder = takenBy.get(person);
      if (holder === demand) continue;
      if (holder !== undefined && !take(holder, seen)) continue;
      takenBy.set(person, demand);
      return true;
    }
    return false;
  };
  return scarce.find((demand) => Array.from({ length: demand.needed }).some(() => !take(demand, new Set())))?.step;
}
