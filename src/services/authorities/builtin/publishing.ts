import type { AuthorityStore } from '../../../store/authorities/authorities';
import { rootIdOf } from './addresses';
import type { RevocationLists } from './lists';

/** What came of one look at all lists. */
export interface Publishing {
  /** Lists that hold now. */
  readonly lists: number;
  /** Authorities whose lists could not be made, by name. */
  readonly failed: readonly { readonly authority: string; readonly error: unknown }[];
}

/**
 * Makes the lists of all built-in authorities anew that are due, so that nobody who fetches one waits for it. May run in
 * several processes at once, and as often as somebody likes.
 */
export function createPublishing(authorities: Pick<AuthorityStore, 'all'>, lists: Pick<RevocationLists, 'current'>) {
  return async function publishDue(): Promise<Publishing> {
    let count = 0;
    const failed: { authority: string; error: unknown }[] = [];
    for (const { uuid, name, settings } of await authorities.all()) {
      if (settings.kind !== 'builtin') continue;
      try {
        // One after the other: a long list takes the memory of its bytes, several times over.
        for (const id of [uuid, rootIdOf(uuid)]) if ((await lists.current(id)) !== null) count += 1;
      } catch (error) {
        failed.push({ authority: name, error });
      }
    }
    return { lists: count, failed };
  };
}

export type PublishDue = ReturnType<typeof createPublishing>;
