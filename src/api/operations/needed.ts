import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import type { Caller } from '../http/route';

/** Throws `forbidden` with the permission that is missing. */
export function refuseWithout({ permissions }: Pick<Caller, 'permissions'>, permission: Permission): void {
  if (permissions.has(permission)) return;
  const extra = { missing: [permission] };
  throw new CertloomError('forbidden', `This needs the permission ${permission}.`, { extra });
}
