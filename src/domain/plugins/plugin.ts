import type { AlertKindCode } from '../alerts/kind';
import type { PluginManifest } from './manifest';
import { validationFailed } from '../problem';

/** A module that is registered as a handler. What it says of itself is kept as it was then. */
export interface Plugin extends Omit<PluginManifest, 'apiVersion'> {
  readonly uuid: string;
  /** Below the workers' folder for plug-ins, with `/`. */
  readonly module: string;
  /** Of the module's file when it was registered, lower-case hex. */
  readonly sha256: string;
  readonly enabled: boolean;
  readonly registeredAt: Date;
  readonly revision: number;
}

/** What names a plug-in, or a type of handler that is built in. */
export interface PluginUser {
  /** In camelCase: `alert`. */
  readonly kind: string;
  readonly uuid: string;
  readonly name: string;
  /** Of the alert. */
  readonly alertKind: AlertKindCode;
}

const modulePath = /^(?!\/)(?!.*\\)(?!.*\/\/)[^\0]{1,400}\.(?:mjs|js|cjs)$/;

/** Why a text is no path of a module below a folder; undefined: it may be one. */
export function modulePathFault(module: string): string | undefined {
  if (!modulePath.test(module)) return 'a path with / that ends in .mjs, .js or .cjs is expected';
  if (/^[A-Za-z]:/.test(module) || module.split('/').some((part) => part === '..' || part === '.')) {
    return 'the path must stay in the folder for plug-ins';
  }
  return undefined;
}

/** Throws `validation_failed` for what is no path of a module below a folder. */
export function refuseModulePath(module: string): void {
  const detail = modulePathFault(module);
  if (detail !== undefined) throw validationFailed([{ pointer: '/module', code: 'invalid_path', detail }]);
}
