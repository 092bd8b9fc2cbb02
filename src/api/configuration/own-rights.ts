import type { Fault } from '../../domain/problem';
import type { InnerCalls } from '../http/inner-calls';
import { faultAt } from './faults';
import type { PlannedNames } from './names';
import type { Planned } from './planned';

type Json = Readonly<Record<string, unknown>>;
const textsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

/**
 * Documents that would disable whoever applies them, or take permissions from them: a file that locks its own author out
 * is a mistake, and nobody could apply the mended one. Also keeps an administrator, because only administrators change
 * administrators.
 */
export async function lockOutFaults(
  planned: readonly Planned[],
  calls: InnerCalls,
  names: Pick<PlannedNames, 'namesOf'>,
): Promise<Fault[]> {
  const changed = planned.filter(({ result }) => result === 'changed');
  const mayMatter = changed.some(({ kind }) => kind.reference === 'user' || kind.reference === 'role');
  if (!mayMatter) return [];
  const me = (await calls.call('get /me', {})).body as { readonly uuid: string; readonly roles: string[] };
  const own = changed.find(({ kind, before }) => kind.reference === 'user' && before?.view['uuid'] === me.uuid);
  const disabled =
    own?.request['enabled'] === false
      ? [lockOut(own, '/spec/enabled', 'this would disable the user that applies it')]
      : [];

  const roleNames = await names.namesOf('role', me.roles);
  const wanted = own === undefined ? me.roles : textsOf(own.request['roles']);
  const kept = me.roles.filter((uuid) => wanted.includes(uuid) || wanted.includes(roleNames.get(uuid) ?? uuid));
  const after = new Set<string>();
  const causes: { readonly planned: Planned; readonly pointer: string; readonly lost: readonly string[] }[] = [];
  for (const uuid of me.roles) {
    const change = changed.find(({ kind, before }) => kind.reference === 'role' && before?.view['uuid'] === uuid);
    const view = change?.before?.view ?? (await roleOf(uuid, calls));
    const had = textsOf(view?.['permissions']);
    const left = change === undefined ? had : textsOf(change.request['permissions']);
    if (kept.includes(uuid)) left.forEach((permission) => after.add(permission));
    else if (own !== undefined) causes.push({ planned: own, pointer: '/spec/roles', lost: had });
    if (change === undefined) continue;
    const lost = had.filter((permission) => !left.includes(permission));
    causes.push({ planned: change, pointer: '/spec/permissions', lost });
  }
  const demoted = causes.flatMap(({ planned: one, pointer, lost }) => {
    const missing = lost.filter((permission) => !after.has(permission));
    if (missing.length === 0) return [];
    return [lockOut(one, pointer, `this would take ${missing.slice(0, 5).join(', ')} from the user that applies it`)];
  });
  return [...disabled, ...demoted];
}

async function roleOf(uuid: string, calls: InnerCalls): Promise<Json | undefined> {
  if (!calls.mayCall('get /roles/{uuid}')) return undefined;
  return (await calls.call('get /roles/{uuid}', { params: { uuid } })).body as Json;
}

function lockOut({ document }: Planned, pointer: string, detail: string): Fault {
  return faultAt(document, { pointer, code: 'locks_out', detail: `${detail}; somebody else has to do that` });
}
