import { approvableActions } from '../approvals/profile';
import type { NeededRight } from '../identity/permissions';
import type { RaProfile } from './ra-profile';

/** What an RA profile has of objects that other people may be in charge of. */
export type Bindings = Pick<
  RaProfile,
  'authorityInstanceUuid' | 'certificateProfileUuid' | 'keepPrivateKeys' | 'approvalProfiles'
>;

/** What a new RA profile starts from, and what a deleted one is left with. */
export const unbound: Bindings = {
  ...{ authorityInstanceUuid: null, certificateProfileUuid: null, keepPrivateKeys: false, approvalProfiles: {} },
};

/**
 * What a change of an RA profile needs beside `ra-profiles:write`: who may not write approval profiles must not take
 * them off either, and who may not write authorities must not choose where certificates and their keys come from.
 * Values that stay need nothing.
 */
export function rightsToBind(before: Bindings, after: Bindings): NeededRight[] {
  const issuance = (['authorityInstanceUuid', 'certificateProfileUuid', 'keepPrivateKeys'] as const)
    .filter((member) => before[member] !== after[member])
    .map((member): NeededRight => ({ pointer: `/${member}`, permission: 'authorities:write' }));
  return [...issuance, ...rightsToApprovals(before, after)];
}

/** The same of the approval profiles alone; a deletion takes them off, too. */
export function rightsToApprovals(
  before: Pick<Bindings, 'approvalProfiles'>,
  after: Pick<Bindings, 'approvalProfiles'>,
): NeededRight[] {
  return approvableActions
    .filter((action) => before.approvalProfiles[action] !== after.approvalProfiles[action])
    .map((action) => ({ pointer: `/approvalProfiles/${action}`, permission: 'approval-profiles:write' }));
}
