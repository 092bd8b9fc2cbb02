import type { Script, ScriptUser } from '../../domain/scripts/script';
import { namesShared, stemOf } from '../../domain/scripts/shared';
import type { ScriptStore } from '../../store/scripts/scripts';

/** Tells what of one kind refers to a script; some are enough. */
export type ScriptUserSource = (
  script: Pick<Script, 'uuid' | 'name' | 'runtime' | 'categories'>,
) => Promise<readonly ScriptUser[]>;

/** More are not shown, nor looked for. */
const enough = 20;

/** Scripts of the same runtime whose current text names a shared script. */
export function usersOfShared(scripts: Pick<ScriptStore, 'textsWith'>): ScriptUserSource {
  return async (shared) => {
    const users: ScriptUser[] = [];
    if (!shared.categories.includes('shared')) return users;
    for await (const { uuid, name, content } of scripts.textsWith(shared.runtime, stemOf(shared))) {
      if (uuid === shared.uuid || !namesShared(content, shared)) continue;
      users.push({ kind: 'script', uuid, name, needs: 'shared' });
      if (users.length === enough) break;
    }
    return users;
  };
}

/** What refers to a script, of all kinds that can: one line for each in the part of scripts. */
export function createScriptUsers(sources: readonly ScriptUserSource[]): ScriptUserSource {
  return async (script) => (await Promise.all(sources.map((source) => source(script)))).flat();
}
