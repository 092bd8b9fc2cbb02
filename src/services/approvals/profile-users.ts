import type { Stores } from '../../store/stores';
import type { UsedBy } from '../identity/deletion';

const shown = 20;

/** What keeps an approval profile from being deleted: RA profiles that name it, and approvals that are open. */
export function profileUsers(stores: {
  readonly raProfiles: Pick<Stores['raProfiles'], 'all'>;
  readonly approvals: Pick<Stores['approvals'], 'pendingOf'>;
}) {
  return async (profile: string): Promise<UsedBy[]> => {
    const [raProfiles, open] = await Promise.all([stores.raProfiles.all(), stores.approvals.pendingOf(profile, shown)]);
    return [
      ...raProfiles
        .filter(({ approvalProfiles }) => Object.values(approvalProfiles).includes(profile))
        .map(({ uuid, name }) => ({ kind: 'raProfile', uuid, name })),
      ...open.map(({ uuid, resourceAction, objectName }) => ({
        kind: 'approval',
        uuid,
        name: objectName === null ? resourceAction : `${resourceAction} ${objectName}`,
      })),
    ].slice(0, shown);
  };
}
