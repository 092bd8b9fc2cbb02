/** What members with uuids refer to, as the API names them, and the collection of what they refer to. */
const collections: Readonly<Record<string, string>> = {
  roles: 'roles',
  members: 'users',
  groups: 'groups',
  user: 'users',
  owner: 'users',
  createdBy: 'users',
  authorityInstanceUuid: 'authorities',
  certificateProfileUuid: 'certificate-profiles',
  userUuid: 'users',
  roleUuid: 'roles',
  groupUuid: 'groups',
  issue: 'approval-profiles',
  renew: 'approval-profiles',
  rekey: 'approval-profiles',
  revoke: 'approval-profiles',
};

/** The member that holds the name of another one, as the API calls it: `roles` `roleNames`, `userUuid` `userName`. */
export function nameMemberOf(member: string): string {
  if (member.endsWith('Uuid')) return `${member.slice(0, -'Uuid'.length)}Name`;
  return member.endsWith('s') ? `${member.slice(0, -1)}Names` : `${member}Name`;
}

export function collectionOf(member: string): string | undefined {
  return Object.hasOwn(collections, member) ? collections[member] : undefined;
}
