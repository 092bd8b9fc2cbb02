import type { Fault } from '../problem';
import { moduleNames } from './module-names';
import { runtimeExtensions, scriptFileName } from './runtime';
import type { Script } from './script';

/**
 * A shared script that is called like a module of the runtime itself: Python looks beside the script first, so that one
 * called `json` would run inside every script that imports json, and inside modules that do.
 * @param pointer the member of the request that is to blame
 */
export function sharedNameFaults(
  { name, runtime, categories }: Pick<Script, 'name' | 'runtime' | 'categories'>,
  pointer: string,
): Fault[] {
  if (!categories.includes('shared')) return [];
  const extension = `.${runtimeExtensions[runtime]}`;
  const lower = name.toLowerCase();
  const module = lower.endsWith(extension) ? lower.slice(0, -extension.length) : lower;
  if (moduleNames[runtime]?.has(module) !== true) return [];
  const detail = `a shared script for ${runtime} cannot be called "${name}": ${runtime} has a module of its own called ${module}, and scripts that import that would get this one; make another script under another name`;
  return [{ pointer, code: 'reserved_name', detail }];
}

/** The name of a shared script without what its file ends with: it stands in every text that names the script. */
export function stemOf({ name, runtime }: Pick<Script, 'name' | 'runtime'>): string {
  const extension = `.${runtimeExtensions[runtime]}`;
  return name.toLowerCase().endsWith(extension) ? name.slice(0, -extension.length) : name;
}

const fileName = /[a-z0-9][a-z0-9._-]*/g;
const importLine = /\b(?:import|from|import_module|__import__)\b/;

/**
 * Whether a text names a shared script: its file name, or in Python the module in a line that imports something. Upper and
 * lower case are alike. A comment counts as well; a name that is put together while the script runs is not seen.
 */
export function namesShared(text: string, shared: Pick<Script, 'name' | 'runtime'>): boolean {
  const lower = text.toLowerCase();
  const file = scriptFileName(shared.name, shared.runtime).toLowerCase();
  // A full stop or a hyphen behind the name ends a sentence.
  for (const [found] of lower.matchAll(fileName)) if (found.replace(/[.-]+$/, '') === file) return true;
  if (shared.runtime !== 'python') return false;
  const module = stemOf(shared).toLowerCase();
  return lower
    .split('\n')
    .some((line) => line.includes(module) && importLine.test(line) && line.split(/[^a-z0-9_]+/).includes(module));
}
