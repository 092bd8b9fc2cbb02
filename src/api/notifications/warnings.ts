import type { Permission } from '../../domain/identity/permissions';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { profileWarnings, type DueWindow, type ProfileWarning } from '../../domain/notifications/profile-warnings';
import { recipientWarnings, type RecipientDirectory } from '../../domain/notifications/recipient-warnings';

/** A profile has up to 500 recipients and many steps. */
const mostTold = 100;

/**
 * Everything to be said of a profile as things stand.
 * @param permissions without that to read users, groups or roles, it is not said what is wrong with one
 */
export function warningsOf(
  profile: NotificationProfile,
  windows: readonly DueWindow[],
  directory: RecipientDirectory,
  permissions: ReadonlySet<Permission>,
): ProfileWarning[] {
  const recipients = recipientWarnings(profile, directory).map(({ about, ...warning }) =>
    about === undefined || permissions.has(`${about}:read`)
      ? warning
      : { ...warning, detail: 'This recipient gets nothing from the profile, as things stand.' },
  );
  return [...profileWarnings(profile, windows), ...recipients].slice(0, mostTold);
}
