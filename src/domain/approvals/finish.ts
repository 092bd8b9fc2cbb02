/** Whether an approval can come to its end by the people whom its steps ask. Everybody decides once, in one step. */
import type { Approval } from './approval';
import { approverOf, type ApprovalStep, type Approver } from './profile';

/** Who may decide, by what they belong to. */
export interface PossibleApprover {
  readonly uuid: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** Has the right to decide. */
  readonly mayDecide: boolean;
}

/** uuids of those whom a step asks: `able` have the right to decide, `unable` lack it. */
export interface Asked {
  readonly able: readonly string[];
  readonly unable: readonly string[];
}
export type Approvers = (approver: Approver) => Asked;

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
  /** How many more it asks who lack the right. */
  readonly unable: number;
}

/** Who decides needs it, beside being asked. */
export const rightToDecide = 'approvals:write';

const nobodyAsked: Asked = { able: [], unable: [] };

export function approversAmong(users: Iterable<PossibleApprover>): Approvers {
  const asked = new Map<string, { able: string[]; unable: string[] }>();
  const add = (type: Approver['type'], uuid: string, { uuid: user, mayDecide }: PossibleApprover) => {
    const key = `${type} ${uuid}`;
    const known = asked.get(key) ?? { able: [], unable: [] };
    known[mayDecide ? 'able' : 'unable'].push(user);
    asked.set(key, known);
  };
  for (const user of users) {
    add('user', user.uuid, user);
    for (const role of new Set(user.roles)) add('role', role, user);
    for (const group of new Set(user.groups)) add('group', group, user);
  }
  return ({ type, uuid }) => asked.get(`${type} ${uuid}`) ?? nobodyAsked;
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

/** What keeps requests by a profile from being approved, as memberships and rights are now: each step that is short. */
export function obstaclesOfSteps(steps: readonly ApprovalStep[], approvers: Approvers): Obstacle[] {
  return obstaclesAmong(steps.map((step, index) => demandOf(step, index + 1, 0, approvers, new Set())));
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
  return obstaclesAmong(demands)[0];
}

function demandOf(
  step: ApprovalStep,
  number: number,
  given: number,
  approvers: Approvers,
  spent: ReadonlySet<string>,
): Demand {
  const { able, unable } = approvers(approverOf(step));
  const people = able.filter((uuid) => !spent.has(uuid));
  const needed = Math.max(0, step.requiredApprovals - given);
  return { step: number, needed, people, unable: unable.filter((uuid) => !spent.has(uuid)).length };
}

/** Those that are short by themselves, all of them; else one that other steps leave short. */
function obstaclesAmong(demands: readonly Demand[]): Obstacle[] {
  const short = demands.filter(({ needed, people }) => people.length < needed);
  if (short.length > 0) return short.map(tooFew);
  const wanting = unfilled(demands);
  if (wanting === undefined) return [];
  return [
    {
      ...{ steps: [wanting], reason: 'approvers_needed_twice' },
      detail: `Step ${wanting} can ask only people whom other steps need as well, and everybody decides once.`,
    },
  ];
}

function tooFew({ step, needed, people, unable }: Demand): Obstacle {
  const there = people.length === 0 ? 'nobody' : people.length === 1 ? 'one person' : `${people.length} people`;
  const lacking = unable === 1 ? 'one user whom it asks lacks' : `${unable} users whom it asks lack`;
  const why = unable === 0 ? '' : `: ${lacking} the permission ${rightToDecide}`;
  return {
    ...{ steps: [step], reason: 'too_few_approvers' },
    detail: `Step ${step} needs ${needed} more ${needed === 1 ? 'approval' : 'approvals'}, and ${there} can still give one${why}.`,
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
