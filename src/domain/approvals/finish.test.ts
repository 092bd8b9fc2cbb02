import { approvalOf, decisionOf, stepFor } from '../../../test/support/approval';
import { approversAmong, obstacleOf, obstaclesOfSteps, usersAskedTwice } from './finish';

const person = (name: string, groups: readonly string[] = [], roles: readonly string[] = [], mayDecide = true) => ({
  ...{ uuid: `u-${name}`, groups, roles, mayDecide },
});
const people = [
  person('ada', ['desk', 'night'], ['owners']),
  person('bob', ['desk']),
  person('dora', ['night', 'night']),
  person('carl', ['alone']),
  person('fred', ['mixed'], [], false),
  person('gina', ['mixed', 'watchers'], [], false),
  person('hugo', ['mixed']),
];
const approvers = approversAmong(people);
const group = (groupUuid: string, count = 1) => stepFor({ groupUuid }, count);
const user = (name: string) => stepFor({ userUuid: `u-${name}` });
const owners = stepFor({ roleUuid: 'owners' });

it.each([
  ['enough people', [group('desk', 2), group('night')], []],
  ['a group that is too small', [group('desk', 3)], [['too_few_approvers', 1]]],
  ['a group of nobody', [group('desk'), group('empty')], [['too_few_approvers', 2]]],
  [
    'each step that is short',
    [group('desk', 3), owners, group('empty')],
    [
      ['too_few_approvers', 1],
      ['too_few_approvers', 3],
    ],
  ],
  ['a user who is gone', [user('eve')], [['too_few_approvers', 1]]],
  ['a user without the right', [user('fred')], [['too_few_approvers', 1]]],
  ['a member counted once', [group('night', 2)], []],
  ['one whom another step leaves over', [owners, group('desk'), group('night')], []],
  ['one who is needed twice', [owners, user('ada')], [['approvers_needed_twice', 2]]],
  ['three of three', [owners, group('desk', 2), group('night')], [['approvers_needed_twice', 2]]],
  ['others that have to give way', [group('desk'), group('night'), owners], []],
] as const)('%s', (_what, steps, expected) => {
  const found = obstaclesOfSteps(steps, approvers);
  expect(found.map(({ reason, steps: short }) => [reason, ...short])).toEqual(expected);
});

it.each([
  [user('eve'), 'Step 1 needs 1 more approval, and nobody can still give one.'],
  [
    user('fred'),
    'Step 1 needs 1 more approval, and nobody can still give one: one user whom it asks lacks the permission approvals:write.',
  ],
  [
    group('mixed', 2),
    'Step 1 needs 2 more approvals, and one person can still give one: 2 users whom it asks lack the permission approvals:write.',
  ],
])('says who lacks the right: %j', (step, detail) =>
  expect(obstaclesOfSteps([step], approvers)).toMatchObject([{ detail }]),
);

it.each([
  ['others can decide', {}, undefined],
  [
    'the creator does not decide',
    { creator: { uuid: 'u-ada', name: 'ada' } },
    'Step 2 needs 1 more approval, and nobody',
  ],
  [
    'who has decided is not asked again',
    { steps: [group('desk', 2), group('alone'), group('night', 2)], step: 2, creator: { uuid: null, name: 'system' } },
    'Step 3 needs 2 more approvals, and one person',
  ],
  ['what was given counts', { steps: [group('desk', 2)] }, undefined],
] as const)('an open approval: %s', (what, change, detail) => {
  const decisions = what.startsWith('who') ? [decisionOf('ada'), decisionOf('bob')] : [];
  const given = what.startsWith('what') ? [decisionOf('bob')] : decisions;
  const creator = { uuid: 'u-eve', name: 'eve' };
  const approval = approvalOf({ creator, steps: [group('desk'), owners], decisions: given, ...change });
  const found = obstacleOf(approval, approvers);
  expect(found?.detail ?? '').toMatch(detail === undefined ? /^$/ : new RegExp(`^${detail}`));
});

it('finds users who are asked twice, whatever they belong to', () => {
  expect(usersAskedTwice([user('ada'), group('desk'), user('bob'), user('ada')])).toEqual([{ first: 1, again: 4 }]);
  expect(usersAskedTwice([group('desk'), group('desk')])).toEqual([]);
});

it('copes with steps that ask many', () => {
  const many = approversAmong(Array.from({ length: 2_000 }, (_, index) => person(String(index), ['all'])));
  const steps = Array.from({ length: 20 }, () => group('all', 100));
  expect(obstaclesOfSteps(steps, many)).toEqual([]);
  expect(obstaclesOfSteps([...steps, group('all')], many)).toMatchObject([{ reason: 'approvers_needed_twice' }]);
});
