import { isPlainObject } from '../values/json';
import type { PlatformSettings } from './platform';

/** Who set a setting last, and when. */
export interface SettingChange {
  readonly at: Date;
  readonly by: { readonly uuid: string | null; readonly name: string };
}

/** JSON Pointers of the settings that differ, for example `/upload/maxBytes`. A list is one setting. */
export function changedSettings(before: PlatformSettings, after: PlatformSettings): readonly string[] {
  return differing(before, after, '');
}

function differing(before: unknown, after: unknown, pointer: string): readonly string[] {
  if (!isPlainObject(before) || !isPlainObject(after)) return isSameValue(before, after) ? [] : [pointer];
  return Object.keys(after).flatMap((member) => differing(before[member], after[member], `${pointer}/${member}`));
}

/** Of values and lists of values, which is all that settings hold. */
function isSameValue(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
