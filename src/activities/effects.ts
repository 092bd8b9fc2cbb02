import type { DeliveryRound, Effects } from '../services/firings/effects';
import type { ScriptSettle } from '../services/firings/script-settle';
import type { OpenedScripts, ScriptEffect } from '../temporal/messages/scripts';
import { currentWork } from './current-work';
import { guardedBy } from './guarded';

/** Effects of firings as activities; ids and numbers are all that goes into history. */
export function createEffectActivities(effects: Effects) {
  return {
    /**
     * What there is to run; nothing where no action asks for a script. With `most` no more than so many are opened, and
     * it is told where there are others; runs of an earlier release want all of them.
     */
    startEffects: (
      firingIds: readonly string[],
      most?: number,
    ): Promise<readonly ScriptEffect[] | OpenedScripts | undefined> =>
      guardedBy('starting effects failed')(async () => {
        const opened = await effects.startEffects(firingIds, currentWork(), most);
        return opened?.more.length === 0 ? opened.scripts : opened;
      }),

    deliver: (firingIds: readonly string[], isAgain = false): Promise<DeliveryRound> =>
      guardedBy('delivering failed')(() => effects.deliver(firingIds, isAgain, currentWork())),

    cancelEffects: (firingIds: readonly string[]): Promise<void> =>
      guardedBy('cancelling effects failed')(() => effects.cancelEffects(firingIds, currentWork())),
  };
}

/** What comes of scripts of firings, as activities. */
export function createScriptEffectActivities({ settle }: ScriptSettle) {
  return {
    settleScriptAction: (place: Pick<ScriptEffect, 'firingId' | 'trigger' | 'actionId'>) =>
      guardedBy('noting what came of a script failed')(() => settle(place)),
  };
}

export type ScriptEffectActivities = ReturnType<typeof createScriptEffectActivities>;
export type EffectActivities = ReturnType<typeof createEffectActivities>;
