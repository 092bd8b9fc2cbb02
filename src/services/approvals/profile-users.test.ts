import { profileUsers } from './profile-users';

it('names RA profiles and open approvals', async () => {
  const usersOf = profileUsers({
    raProfiles: {
      all: async () =>
        [
          { uuid: 'r1', name: 'web', approvalProfiles: { issue: 'p1' } },
          { uuid: 'r2', name: 'mail', approvalProfiles: { revoke: 'p2' } },
        ] as never,
    },
    approvals: {
      pendingOf: async (profile: string) =>
        [
          { uuid: 'a1', resourceAction: 'issue', objectName: `of ${profile}` },
          { uuid: 'a2', resourceAction: 'issue', objectName: null },
        ] as never,
    },
  });
  expect(await usersOf('p1')).toEqual([
    { kind: 'raProfile', uuid: 'r1', name: 'web' },
    { kind: 'approval', uuid: 'a1', name: 'issue of p1' },
    { kind: 'approval', uuid: 'a2', name: 'issue' },
  ]);
});
