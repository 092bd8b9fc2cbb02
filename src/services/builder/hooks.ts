import { createHmac } from 'node:crypto';
import type { DefinitionContent } from '../../domain/builder/definition';
import { visitKey, type InstanceState } from '../../domain/builder/visit-state';
import { digestOf } from './signals';

/**
 * One-time hooks of Wait steps. The token follows from the visit and a secret of the installation, so that steps before
 * can send its address on and nothing keeps the token itself; a row has its hash while the visit waits.
 * @param key 32 bytes
 * @param publicUrl without a slash at the end
 */
export function createHooks(key: Buffer, publicUrl: string) {
  const tokenOf = (visit: string) => createHmac('sha256', key).update(visit).digest('base64url');
  return {
    hashOf: (visit: string): string => digestOf(tokenOf(visit)),

    /** Addresses by the variables that Wait steps name for them: of the visit that is at work, or of the next one. */
    variablesOf(
      state: Pick<InstanceState, 'uuid' | 'attempt' | 'visits' | 'currentStep'>,
      { steps }: Pick<DefinitionContent, 'steps'>,
    ): Record<string, string> {
      return Object.fromEntries(
        steps.flatMap(({ uniqueName, settings: { hookVariable } }) => {
          if (typeof hookVariable !== 'string') return [];
          const visits = Object.hasOwn(state.visits, uniqueName) ? state.visits[uniqueName]! : 0;
          const visit = state.currentStep === uniqueName ? visits : visits + 1;
          return [[hookVariable, `${publicUrl}/hooks/${tokenOf(visitKey(state, uniqueName, visit))}`]];
        }),
      );
    },
  };
}

export type Hooks = ReturnType<typeof createHooks>;
