import type { DefinitionVersion, Step } from '../../domain/builder/definition';

interface Definitions {
  readonly all: () => Promise<
    readonly {
      readonly uuid: string;
      readonly name: string;
      readonly draft: Pick<DefinitionVersion, 'content'> | null;
      readonly published: Pick<DefinitionVersion, 'content'> | null;
    }[]
  >;
}

/** Definitions of which a step, as it is published or in the draft, refers to something. */
export async function definitionsWithStep(
  definitions: Definitions,
  refersToIt: (step: Pick<Step, 'type' | 'settings'>) => boolean,
): Promise<{ readonly kind: 'definition'; readonly uuid: string; readonly name: string }[]> {
  const found = (await definitions.all()).filter(({ draft, published }) =>
    [draft, published].some((version) => version?.content.steps.some(refersToIt)),
  );
  return found.map(({ uuid, name }) => ({ kind: 'definition', uuid, name }));
}

/** Whether a setting is this text, or a list that has it. */
export function names(setting: unknown, name: string): boolean {
  return Array.isArray(setting) ? setting.includes(name) : setting === name;
}
