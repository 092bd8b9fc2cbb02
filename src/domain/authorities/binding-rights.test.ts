import { rightsToApprovals, rightsToBind, unbound } from './binding-rights';

const bound = {
  ...{ authorityInstanceUuid: 'a', certificateProfileUuid: 'c', keepPrivateKeys: true },
  approvalProfiles: { issue: 'four-eyes', revoke: 'four-eyes' },
};
const approvalsOf = (...actions: string[]) =>
  actions.map((action) => [`/approvalProfiles/${action}`, 'approval-profiles:write']);
const told = (needed: ReturnType<typeof rightsToBind>) =>
  needed.map(({ pointer, permission }) => [pointer, permission]);

describe('rightsToBind', () => {
  it.each([
    ['nothing when nothing changes', bound, bound, []],
    ['nothing without bindings', unbound, unbound, []],
    ['all to bind all', unbound, bound, ['authorityInstanceUuid', 'certificateProfileUuid', 'keepPrivateKeys']],
    ['the authority', bound, { ...bound, authorityInstanceUuid: 'b' }, ['authorityInstanceUuid']],
    ['no certificate profile', bound, { ...bound, certificateProfileUuid: null }, ['certificateProfileUuid']],
    ['keys that are kept', { ...bound, keepPrivateKeys: false }, bound, ['keepPrivateKeys']],
    ['keys that are not', bound, { ...bound, keepPrivateKeys: false }, ['keepPrivateKeys']],
  ])('%s', (_what, before, after, members) => {
    const issuance = members.map((member) => [`/${member}`, 'authorities:write']);
    const approvals = before === unbound && after === bound ? approvalsOf('issue', 'revoke') : [];
    expect(told(rightsToBind(before, after))).toEqual([...issuance, ...approvals]);
  });

  it.each([
    ['taken off', { issue: 'four-eyes' }, ['revoke']],
    ['all taken off', {}, ['issue', 'revoke']],
    ['another one', { issue: 'two-eyes', revoke: 'four-eyes' }, ['issue']],
    ['one more', { ...bound.approvalProfiles, rekey: 'four-eyes' }, ['rekey']],
  ])('needs the right to approval profiles for one %s', (_what, approvalProfiles, actions) =>
    expect(told(rightsToBind(bound, { ...bound, approvalProfiles }))).toEqual(approvalsOf(...actions)),
  );
});

it('a deletion needs it for those that are bound', () => {
  expect(told(rightsToApprovals(bound, unbound))).toEqual(approvalsOf('issue', 'revoke'));
  expect(rightsToApprovals({ approvalProfiles: {} }, unbound)).toEqual([]);
});
