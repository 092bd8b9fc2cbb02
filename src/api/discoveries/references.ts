import type { Permission } from '../../domain/identity/permissions';
import { validationFailed, type Fault } from '../../domain/problem';
import type { Caller } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import { refuseMissing } from '../triggers/routes';

type Attributes = Readonly<Record<string, unknown>>;

export interface ReferenceDeps {
  readonly isSecret: (name: string) => Promise<boolean>;
  /** By uuid or name. */
  readonly isAuthority: (authority: string) => Promise<boolean>;
  /** Whether discoveries may read a file or folder, wherever it is. */
  readonly mayRead: (path: string) => Promise<boolean>;
}

/**
 * What a discovery names beside itself has to be there, and whoever names it anew has to be allowed to. Throws
 * `forbidden`, and `validation_failed` with pointers below `/attributes`.
 */
export async function refuseUnusable(
  deps: ReferenceDeps,
  caller: Caller,
  after: Attributes,
  before: Attributes,
  upcoming?: Upcoming,
): Promise<void> {
  const secrets = secretsIn(after);
  const known = new Set(secretsIn(before));
  const { authority } = after;
  const isNewAuthority = typeof authority === 'string' && authority !== before['authority'];
  const needed: Permission[] = [
    ...(secrets.some((name) => !known.has(name)) ? (['secrets:use'] as const) : []),
    ...(isNewAuthority ? (['authorities:read'] as const) : []),
  ];
  refuseMissing(caller, needed);
  const faults: Fault[] = [];
  for (const [index, name] of secrets.entries()) {
    if (known.has(name) || upcoming?.find('secret', name) !== undefined || (await deps.isSecret(name))) continue;
    const pointer = `/attributes/passwordSecrets/${index}`;
    faults.push({ pointer, code: 'unknown_secret', detail: 'there is no secret of this name' });
  }
  const isMissing =
    isNewAuthority && upcoming?.find('authority', authority) === undefined && !(await deps.isAuthority(authority));
  if (isMissing) {
    const detail = 'the uuid or the name of an authority is expected';
    faults.push({ pointer: '/attributes/authority', code: 'unknown_authority', detail });
  }
  const { path } = after;
  if (typeof path === 'string' && path !== before['path'] && !(await deps.mayRead(path))) {
    const detail = 'a path below one of the folders that CERTLOOM_DISCOVERY_FOLDERS names is expected';
    faults.push({ pointer: '/attributes/path', code: 'folder_not_allowed', detail });
  }
  if (faults.length > 0) throw validationFailed(faults);
}

function secretsIn({ passwordSecrets }: Attributes): readonly string[] {
  return Array.isArray(passwordSecrets) ? passwordSecrets.map(String) : [];
}
