import { CertloomError } from '../../domain/problem';
import { isDuplicateKey } from './connection';

/** What a person calls one of them, with its article (`a group`), and the member of a request that has the name. */
export interface NamedKind {
  readonly noun: string;
  /** `name` when left out. */
  readonly member?: string;
}

/** Carries a write out whose only unique key is the name. Throws `name_taken`, with the pointer of the member. */
export async function refusingTakenNames<T>(
  { noun, member = 'name' }: NamedKind,
  name: string,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new CertloomError('name_taken', `There is ${noun} with the ${member} "${name}" already.`, {
      errors: [{ pointer: `/${member}`, code: 'name_taken', detail: `the ${member} is taken` }],
    });
  }
}
