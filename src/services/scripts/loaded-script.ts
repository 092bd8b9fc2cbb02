import type { ScriptSource } from '../../domain/scripts/run';
import type { ScriptToRun } from '../../domain/scripts/run-request';
import type { Runtime, SecurityContext } from '../../domain/scripts/runtime';
import type { ScriptLibrary } from './library';
import type { ScriptLimits, ScriptSettings } from '../../domain/scripts/script';

/** What a run needs to know of the script that it runs, wherever that is kept. */
export interface LoadedScript {
  readonly name: string;
  /** Null where there are no versions. */
  readonly version: number | null;
  readonly sha256: string;
  readonly runtime: Runtime;
  readonly source: ScriptSource;
  readonly settings: ScriptSettings;
  readonly limits: ScriptLimits;
  /** Names. */
  readonly secrets: readonly string[];
  readonly connections?: readonly string[];
  readonly lock: string | null;
  readonly repeatable: boolean;
  readonly neighbours: readonly { readonly name: string; readonly content: string }[];
  /**
   * Asked by the worker right before the run, of what lies on its disk: what to run in place of `source`, or why it
   * cannot be run.
   */
  readonly place?: () => Promise<
    { readonly source: ScriptSource } | { readonly code: string; readonly message: string }
  >;
}

/** Undefined: there is no such script, or no such version of it. */
export type LoadScript = (script: ScriptToRun) => Promise<LoadedScript | undefined>;

/** The values of secrets by their names, or the first name that has none in this context, and why. */
export type OpenSecrets = (
  names: readonly string[],
  context: SecurityContext,
) => Promise<
  { readonly values: Readonly<Record<string, string>> } | { readonly missing: string; readonly reason?: string }
>;

/** Stored scripts as runs take them. */
export function loadFrom(library: Pick<ScriptLibrary, 'text'>): LoadScript {
  return async (asked) => {
    if (asked.kind !== 'stored') return undefined;
    const found = await library.text(asked.name, asked.version);
    if (found === undefined) return undefined;
    const { script, version, neighbours } = found;
    const { name, runtime, limits, secrets, connections, lock, repeatable } = script;
    const { number, sha256, content, strict, windows, reuse } = version;
    return {
      ...{ name, version: number, sha256, runtime, connections, lock, repeatable, neighbours },
      limits: { ...limits, ...asked.limits },
      secrets: [...new Set([...secrets, ...(asked.secrets ?? [])])],
      source: { kind: 'text', content },
      settings: { strict, windows, reuse },
    };
  };
}

/** What the first of them has. */
export function loadFromAny(loads: readonly LoadScript[]): LoadScript {
  return async (asked) => {
    for (const load of loads) {
      const found = await load(asked);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
