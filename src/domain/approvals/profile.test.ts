import { approverOf, isSameVersion, type ApprovalStep } from './profile';

const step: ApprovalStep = {
  ...{ description: '', userUuid: null, roleUuid: 'r', groupUuid: null, requiredApprovals: 1 },
};

describe('approval profiles', () => {
  it.each([
    [
      { userUuid: 'u', roleUuid: null },
      { type: 'user', uuid: 'u' },
    ],
    [{}, { type: 'role', uuid: 'r' }],
    [
      { roleUuid: null, groupUuid: 'g' },
      { type: 'group', uuid: 'g' },
    ],
  ])('ask %j', (change, expected) => expect(approverOf({ ...step, ...change })).toEqual(expected));

  it('do not ask nobody', () => expect(() => approverOf({ ...step, roleUuid: null })).toThrow('asks nobody'));

  it.each([
    [{}, true],
    [{ description: 'new' }, false],
    [{ expiry: 'P2D' }, false],
    [{ steps: [{ ...step, requiredApprovals: 2 }] }, false],
    [{ steps: [step, step] }, false],
  ])('with %j are the same version: %s', (change, expected) => {
    const version = { description: '', expiry: 'P1D', steps: [step] };
    expect(isSameVersion(version, { ...version, ...change })).toBe(expected);
  });
});
