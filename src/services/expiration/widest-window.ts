import { widestThresholdMs } from '../../domain/expiration/due';
import type { RenewalWindowStore } from '../../store/operations/renewal-windows';
import type { FiringRules } from '../firings/rules';

/**
 * How far ahead to look, in milliseconds: what is due ends within it, by the thresholds, and by authorities that wanted a
 * certificate renewed long before its end.
 */
export type WidestWindow = (rules: Pick<FiringRules, 'settings' | 'directory'>, at: Date) => Promise<number>;

export function createWidestWindow(windows: Pick<RenewalWindowStore, 'furthestEnd'>): WidestWindow {
  return async ({ settings, directory }, at) => {
    const called = await windows.furthestEnd(at);
    const widest = widestThresholdMs(settings, directory.raProfiles.values());
    return Math.max(widest, called === null ? 0 : called.getTime() - at.getTime());
  };
}
