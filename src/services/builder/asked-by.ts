import type { DefinitionContent } from '../../domain/builder/definition';
import type { OpenSignal } from '../../domain/builder/instance';

/**
 * Who may say something to the step that a signal key names, by the definition alone: it tells whoever comes too early or too
 * late that the step does not wait, rather than that it is none of theirs. Null: no step names anybody under that key.
 * @param signalKey `<uniqueName>.<signal>`, in any case
 */
export function askedBy(
  { steps }: Pick<DefinitionContent, 'steps'>,
  signalKey: string,
): Pick<OpenSignal, 'roles' | 'users'> | null {
  const name = signalKey.slice(0, signalKey.lastIndexOf('.')).toLowerCase();
  const step = steps.find(({ uniqueName }) => uniqueName.toLowerCase() === name);
  const [roles, users] = [textsOf(step?.settings['roles']), textsOf(step?.settings['users'])];
  return roles.length + users.length === 0 ? null : { roles, users };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
