import type { Script, ScriptVersion } from '../../domain/scripts/script';
import type { ScriptStore } from '../../store/scripts/scripts';

/** What a run needs of a stored script. */
export interface ScriptText {
  readonly script: Script;
  readonly version: ScriptVersion;
  /** Shared scripts of the same runtime with their current texts, itself not among them. */
  readonly neighbours: readonly { readonly name: string; readonly content: string }[];
}

/** Stored scripts for whoever runs them. */
export function createScriptLibrary({
  scripts,
}: {
  readonly scripts: Pick<ScriptStore, 'byName' | 'version' | 'shared'>;
}) {
  return {
    /** Undefined where there is no such script, or no such version of it. */
    async text(name: string, wanted: number | 'latest'): Promise<ScriptText | undefined> {
      const found = await scripts.byName(name);
      if (found === undefined) return undefined;
      const { version: current, ...script } = found;
      const version = wanted === 'latest' ? current : await scripts.version(found, wanted);
      if (version === undefined) return undefined;
      const shared = await scripts.shared(script.runtime);
      return { script, version, neighbours: shared.filter((one) => one.name !== script.name) };
    },
  };
}

export type ScriptLibrary = ReturnType<typeof createScriptLibrary>;
