import type { NeededRight, Permission } from '../identity/permissions';
import { sortedJson } from '../values/json';
import type { AlertFields } from './alert';
import type { BranchHandler, Handler } from './handler';
import { handlerType } from './handler-types';

type Rightful = Pick<
  AlertFields,
  'handlers' | 'collectionId' | 'thresholds' | 'graceDays' | 'lifetimeShare' | 'includeReplaced'
>;
type Placed = { readonly pointer: string; readonly handler: BranchHandler | Handler };

/**
 * What whoever saves an alert has to be allowed for its handlers beside `alerts:write`: later runs are the service's, and
 * nobody is asked then. Handlers that stay as they are need nothing, whatever they are called and wherever they stand.
 * A renewal that is to renew other certificates is another one.
 * @param before null for an alert that is new
 * @param usesSecrets whether a handler is given secrets, beside those that its type tells of
 */
export function rightsOfHandlers(
  before: Rightful | null,
  after: Rightful,
  usesSecrets: (handler: BranchHandler) => boolean = () => false,
): NeededRight[] {
  const isMoved = before !== null && scopeOf(before) !== scopeOf(after);
  const kept = placed(before?.handlers ?? []).map(({ handler }) => workOf(handler));
  return placed(after.handlers).flatMap(({ pointer, handler }): NeededRight[] => {
    const needed = handlerType(handler.type).permission;
    const own = typeof needed === 'function' ? needed(handler.settings) : needed;
    const all: Permission[] = [...(own === undefined ? [] : [own]), ...(usesSecrets(handler) ? [secretUse] : [])];
    if (all.length === 0) return [];
    const at = kept.indexOf(workOf(handler));
    // A second one like it runs once more.
    if (at >= 0) kept.splice(at, 1);
    if (at >= 0 && !(isMoved && handler.type === 'renewal')) return [];
    return [...new Set(all)].map((permission) => ({ pointer, permission }));
  });
}

const secretUse: Permission = 'secrets:use';

/** Names of secrets that a handler of its own is given, whatever its type. */
export function namesSecrets({ settings }: Pick<BranchHandler, 'settings'>): boolean {
  return Array.isArray(settings['secrets']) && settings['secrets'].length > 0;
}

/** Which certificates it is about, and when they are due. */
function scopeOf({ collectionId, thresholds, graceDays, lifetimeShare, includeReplaced }: Rightful): string {
  return sortedJson({ collectionId, thresholds, graceDays, lifetimeShare, includeReplaced });
}

function placed(handlers: readonly Handler[]): Placed[] {
  return handlers.flatMap((handler, index): Placed[] => {
    const pointer = `/handlers/${index}`;
    const branches = handler.onError.handlers.map((branch, place): Placed => {
      return { pointer: `${pointer}/onError/handlers/${place}`, handler: branch };
    });
    return [{ pointer, handler }, ...branches];
  });
}

/** All that says what it does and when; its branch is a matter of the handlers there. */
function workOf(handler: BranchHandler | Handler): string {
  const { id: _i, name: _n, onError: _e, ...work } = handler as Handler;
  return sortedJson(work);
}
