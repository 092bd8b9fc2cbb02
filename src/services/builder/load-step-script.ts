import { createHash } from 'node:crypto';
import type { DefinitionContent } from '../../domain/builder/definition';
import type { Runtime } from '../../domain/scripts/runtime';
import { defaultScriptLimits, type ScriptLimits } from '../../domain/scripts/script';
import type { LoadScript } from '../scripts/loaded-script';

/** As the settings of `set_variables` have it. */
interface InlineScript {
  readonly runtime: Runtime;
  readonly content: string;
  readonly secrets?: readonly string[];
  readonly limits?: Partial<ScriptLimits>;
  readonly strict?: boolean;
  readonly windows?: boolean;
  readonly reuse?: boolean;
  readonly repeatable?: boolean;
}

/** Scripts that stand in steps of definitions, as runs take them; undefined for anything else. */
export function loadStepScript(
  contentOf: (definition: string, version: number) => Promise<Pick<DefinitionContent, 'steps'> | null>,
): LoadScript {
  return async (asked) => {
    if (asked.kind !== 'step') return undefined;
    const content = await contentOf(asked.definition, asked.version);
    const step = content?.steps.find(({ uniqueName }) => uniqueName === asked.step);
    if (step === undefined || typeof step.settings['content'] !== 'string') return undefined;
    const script = step.settings as unknown as InlineScript;
    const { runtime, content: text, secrets = [], limits, repeatable = false } = script;
    return {
      ...{ name: `step-${asked.step}`, version: asked.version, runtime, secrets, repeatable, lock: null },
      ...{ neighbours: [], source: { kind: 'text', content: text } },
      sha256: createHash('sha256').update(text).digest('hex'),
      limits: { ...defaultScriptLimits, ...limits },
      settings: {
        ...{ strict: script.strict ?? false, windows: script.windows ?? false, reuse: script.reuse ?? false },
      },
    };
  };
}
