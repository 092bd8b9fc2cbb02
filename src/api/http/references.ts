import { CertloomError } from '../../domain/problem';

export type DeletedKind = 'user' | 'role' | 'group' | 'raProfile' | 'customAttribute';

/** An object that refers to another one; `kind` in the words of the API: `trigger`, `certificate`, `user`. */
export interface UsedBy {
  readonly kind: string;
  readonly uuid: string;
  readonly name: string;
}

/** What other resources have to say when an object goes. */
export interface DeletionHooks {
  /** Who refers to it and forbids that it goes; some are enough. Custom attributes are referred to by name. */
  readonly referencesOf: (
    kind: DeletedKind,
    object: { readonly uuid: string; readonly name: string },
  ) => Promise<readonly UsedBy[]>;
  /**
   * Takes the object out of where it may simply vanish: a group out of certificates, a user as owner. Called before
   * it is deleted and again when the deletion is repeated, so it must do no harm twice.
   */
  readonly beforeDeletion: (kind: DeletedKind, uuid: string) => Promise<void>;
}

const shown = 20;

/** Throws `in_use` with the member `usedBy` when something refers to the object. */
export function refuseWhenUsed(noun: string, usedBy: readonly UsedBy[]): void {
  if (usedBy.length === 0) return;
  const names = usedBy.slice(0, 3).map(({ kind, name }) => `${kind} "${name}"`);
  const more = usedBy.length > names.length ? ' and others' : '';
  throw new CertloomError('in_use', `This ${noun} is used by ${names.join(', ')}${more}.`, {
    extra: { usedBy: usedBy.slice(0, shown) },
  });
}
