import { CertloomError } from '../../domain/problem';
import type { UsedBy } from '../../services/identity/deletion';
import type { Upcoming } from './upcoming';

const shown = 20;

/** What is to be deleted, and what lets go of it before that. */
export interface Deletion {
  readonly object: { readonly uuid: string; readonly name: string };
  readonly upcoming?: Upcoming | undefined;
}

/** Throws `in_use` with the member `usedBy` when something refers to the object. */
export function refuseWhenUsed(noun: string, users: readonly UsedBy[], { object, upcoming }: Deletion): void {
  const usedBy = users.filter(({ uuid }) => upcoming?.letsGo(uuid, object) !== true);
  if (usedBy.length === 0) return;
  const names = usedBy.slice(0, 3).map(({ kind, name }) => `${inWords(kind)} "${name}"`);
  const more = usedBy.length > names.length ? ' and others' : '';
  const isOpen = usedBy.some(({ kind }) => kind === 'operation');
  const advice = isOpen ? ' Wait for the end of the operations, or cancel them.' : '';
  throw new CertloomError('in_use', `This ${noun} is used by ${names.join(', ')}${more}.${advice}`, {
    extra: { usedBy: usedBy.slice(0, shown) },
  });
}

function inWords(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
