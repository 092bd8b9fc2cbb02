import type { ScriptCategory, StoredScript } from '../../domain/scripts/script';
import { refuseWithoutRights } from '../http/rights';
import type { Caller } from '../http/route';

/** What is to be saved; a text that is left out stays. */
export interface WrittenScript {
  readonly categories: readonly ScriptCategory[];
  readonly secrets: readonly string[];
  readonly connections: readonly string[];
  readonly content?: string | undefined;
}

/**
 * Who writes the text of a script reads what it is given. Throws `forbidden` unless the caller may use secrets, where one
 * (or a connection, which has some) is named anew or the text of a script that has some is another one. The text of a shared script runs inside others,
 * which have secrets of their own: it needs the same right whatever secrets it names.
 */
export function refuseSecrets(
  caller: Pick<Caller, 'permissions'>,
  before: Pick<StoredScript, 'secrets' | 'connections' | 'categories' | 'version'> | null,
  { categories, secrets, connections, content }: WrittenScript,
): void {
  const isNamedAnew = secrets.some((name) => before?.secrets.includes(name) !== true);
  const isConnectedAnew = connections.some((name) => before?.connections.includes(name) !== true);
  const isShared = categories.includes('shared');
  const isSharedAnew = isShared && before?.categories.includes('shared') !== true;
  const hasSecrets = secrets.length > 0 || connections.length > 0 || isShared;
  const isRewritten = hasSecrets && content !== undefined && content !== before?.version.content;
  const pointers = [
    ...(isNamedAnew ? ['/secrets'] : []),
    ...(isConnectedAnew ? ['/connections'] : []),
    ...(isSharedAnew ? ['/categories'] : []),
    ...(isRewritten ? ['/content'] : []),
  ];
  refuseWithoutRights(
    caller,
    pointers.map((pointer) => ({ pointer, permission: 'secrets:use' })),
  );
}
