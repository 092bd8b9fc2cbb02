import { approvalOf, decisionOf } from '../../../test/support/approval';
import { userOf } from '../../../test/support/user';
import type { Approval } from '../../domain/approvals/approval';
import type { Permission } from '../../domain/identity/permissions';
import type { Role, User } from '../../domain/identity/user';
import { createPersonalDecisions } from './personal-decisions';

const now = new Date('2030-01-02T00:00:00Z');
const link = { kind: 'decision', id: 'a-1', user: 'u-ada' } as const;
const ada = userOf('u-ada', { username: 'ada', displayName: 'Ada Lovelace', roles: ['r-desk'], groups: ['g-desk'] });

interface Options {
  readonly user?: User;
  /** Null: it is no longer kept. */
  readonly approval?: Partial<Approval> | null;
  readonly permissions?: readonly Permission[];
  readonly on?: boolean;
}

function world({ user = ada, approval = {}, permissions = ['approvals:write'], on = true }: Options = {}) {
  const role: Role = { uuid: 'r-desk', name: 'desk', description: '', permissions, builtIn: false, revision: 1 };
  return createPersonalDecisions({
    isOn: async () => on,
    users: { find: async (uuid) => (uuid === user.uuid ? user : undefined) },
    roles: { byIds: async (uuids) => (uuids.includes(role.uuid) ? [role] : []) },
    approvals: { find: async () => (approval === null ? null : approvalOf(approval)) },
    now: () => now,
  });
}

it('decides as the user, never past the steps', async () => {
  expect(await world().standing(link)).toEqual({ kind: 'decides', name: 'Ada Lovelace (ada)' });
  const all = world({ permissions: ['approvals:write', 'approvals:override'] });
  expect(await all.decider(link)).toEqual({
    ...{ uuid: 'u-ada', name: 'ada', roles: ['r-desk'], groups: ['g-desk'], mayOverride: false },
  });
});

it.each([
  ['', 'ada'],
  ['ada', 'ada'],
])('is called by the user name alone where the other name is %j', async (displayName, name) =>
  expect(await world({ user: { ...ada, displayName } }).standing(link)).toEqual({ kind: 'decides', name }),
);

it.each([
  {
    name: 'a disabled account',
    options: { user: { ...ada, enabled: false } },
    standing: { kind: 'refused' },
    code: 'forbidden',
  },
  { name: 'a deleted one', options: { user: userOf('u-other') }, standing: { kind: 'refused' }, code: 'forbidden' },
  { name: 'links that decide nothing', options: { on: false }, standing: { kind: 'off' }, code: 'unauthenticated' },
  {
    name: 'a right that is gone',
    options: { permissions: ['approvals:read'] as const },
    standing: { kind: 'shows', why: expect.stringContaining('no right') },
    code: 'forbidden',
  },
])('refuses $name', async ({ options, standing, code }) => {
  expect(await world(options).standing(link)).toEqual(standing);
  await expect(world(options).decider(link)).rejects.toMatchObject({ code });
});

it('a disabled account is told so also where links decide nothing', async () =>
  expect(await world({ user: { ...ada, enabled: false }, on: false }).standing(link)).toEqual({ kind: 'refused' }));

it.each<{ name: string; approval: Partial<Approval> | null; user?: User; why: string | null }>([
  {
    name: 'its own request',
    approval: { creator: { uuid: 'u-ada', name: 'ada' } },
    why: 'You asked for this yourself, so somebody else has to decide.',
  },
  {
    name: 'what it has decided',
    approval: { decisions: [decisionOf('ada', { decision: 'reject' })] },
    why: 'You have rejected this.',
  },
  { name: 'a step that asks others', approval: { step: 2 }, why: 'The step that is open asks somebody else.' },
  {
    name: 'a group that it has left',
    approval: {},
    user: { ...ada, groups: [] },
    why: 'The step that is open asks somebody else.',
  },
  {
    name: 'what is closed, which the page says',
    approval: { status: 'rejected', closedAt: now, closedBecause: 'decision' },
    why: null,
  },
  { name: 'what has expired', approval: { expiryAt: now }, why: null },
  { name: 'what is no longer kept', approval: null, why: null },
])('only shows $name', async ({ approval, user = ada, why }) =>
  expect(await world({ approval, user }).standing(link)).toEqual({ kind: 'shows', why }),
);
