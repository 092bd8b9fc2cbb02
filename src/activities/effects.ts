import type { DeliveryRound, Effects } from '../services/firings/effects';
import { currentWork } from './current-work';
import { guardedBy } from './guarded';

/** Effects of firings as activities; ids and numbers are all that goes into history. */
export function createEffectActivities(effects: Effects) {
  return {
    startEffects: (firingIds: readonly string[]): Promise<void> =>
      guardedBy('starting effects failed')(() => effects.startEffects(firingIds, currentWork())),

    deliver: (firingIds: readonly string[], isAgain = false): Promise<DeliveryRound> =>
      guardedBy('delivering failed')(() => effects.deliver(firingIds, isAgain, currentWork())),

    cancelEffects: (firingIds: readonly string[]): Promise<void> =>
      guardedBy('cancelling effects failed')(() => effects.cancelEffects(firingIds, currentWork())),
  };
}

export type EffectActivities = ReturnType<typeof createEffectActivities>;
