import type { DefinitionContent } from '../../domain/builder/definition';
import type { Stores } from '../../store/stores';

/** What a published version of a definition says, which is never changed; null where there is none. */
export function definitionContentOf({ definitionVersions }: Pick<Stores, 'definitionVersions'>) {
  return async (definition: string, version: number): Promise<DefinitionContent | null> =>
    (await definitionVersions.find(definition, version))?.content ?? null;
}
