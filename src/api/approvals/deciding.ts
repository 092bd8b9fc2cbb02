import { rightToDecide } from '../../domain/approvals/finish';
import type { Decider } from '../../domain/approvals/decide';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { Caller } from '../http/route';

/** What deciding needs, wherever it is done, and how the audit log knows it. */
export const deciding = {
  permission: rightToDecide,
  audit: { operation: 'approvals.decide', resource: 'approvals' },
} as const;

/** The caller as somebody who decides. */
export function deciderOf(
  { actor, permissions }: Pick<Caller, 'actor' | 'permissions'>,
  { users }: Pick<DirectorySnapshot, 'users'>,
): Decider {
  const user = users.get(actor.uuid);
  return {
    uuid: actor.uuid,
    name: actor.name,
    roles: user?.roles ?? [],
    groups: user?.groups ?? [],
    mayOverride: permissions.has('approvals:override'),
  };
}
