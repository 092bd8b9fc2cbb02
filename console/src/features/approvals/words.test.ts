import { expect, it } from 'vitest';
import type { Approval } from './queries';
import { askedOf, askedText, objectText, standingText, whyNot } from './words';

const step = { order: 1, description: '', userUuid: null, roleUuid: null, groupUuid: null, requiredApprovals: 2 };
const user = { uuid: 'u', name: 'ada' };
const approval: Approval = {
  uuid: 'a',
  approvalProfile: { uuid: 'p', name: 'two', version: 1 },
  resource: 'certificates',
  resourceAction: 'revoke',
  objectUuid: 'o',
  objectName: null,
  objectNames: ['a.test'],
  objectLabel: 'CN=a.test',
  creator: user,
  status: 'pending',
  closedBecause: null,
  step: 1,
  steps: [step],
  createdAt: '2030-01-01T00:00:00.000Z',
  expiryAt: '2030-01-02T00:00:00.000Z',
  closedAt: null,
  decisions: [
    {
      step: 1,
      user,
      decision: 'approve',
      comment: null,
      override: false,
      byLink: false,
      at: '2030-01-01T00:00:00.000Z',
    },
  ],
  comments: [],
  mayDecide: true,
  mayOverride: false,
  canFinish: true,
  cannotFinishBecause: null,
};

it('says what is asked and of what', () => {
  expect(askedText(approval)).toBe('Revoke a certificate');
  expect(objectText(approval)).toBe('CN=a.test');
});

it('says what is missing while it is open and by what it was closed', () => {
  expect(standingText(approval)).toBe('step 1 of 1, 1 of 2 approvals given');
  expect(standingText({ ...approval, status: 'rejected', closedBecause: 'withdrawal' })).toBe(
    'rejected: withdrawn by who asked',
  );
});

it('says whom a step asks, and hides what may not be read', () => {
  expect(askedOf({ ...step, roleUuid: 'r', roleName: 'pki' })).toBe('role pki');
  expect(askedOf({ ...step, groupUuid: 'g', groupName: null })).toBe('group (hidden)');
});

it('says why somebody cannot decide', () => {
  expect(whyNot(approval, true)).toBeUndefined();
  expect(whyNot(approval, false)).toMatch('approvals:write');
  expect(whyNot({ ...approval, mayDecide: false }, true)).toMatch('not wait for you');
  expect(whyNot({ ...approval, status: 'expired' }, true)).toMatch('expired already');
});
