import type { NeededRight } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import type { Caller } from './route';

/** Throws `forbidden`, with the member of the body that needs more, when the caller lacks one of the permissions. */
export function refuseWithoutRights(
  { permissions }: Pick<Caller, 'permissions'>,
  needed: readonly NeededRight[],
): void {
  const lacking = needed.filter(({ permission }) => !permissions.has(permission));
  if (lacking.length === 0) return;
  const missing = [...new Set(lacking.map(({ permission }) => permission))];
  const where = lacking.flatMap(({ pointer }) => pointer || []).join(', ');
  throw new CertloomError('forbidden', `This needs the permission ${missing.join(' and ')}${where && `: ${where}`}.`, {
    errors: lacking.map(({ pointer, permission }) => ({
      ...{ pointer, code: 'permission_missing', detail: `this needs the permission ${permission}` },
    })),
    extra: { missing },
  });
}
