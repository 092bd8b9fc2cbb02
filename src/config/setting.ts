import type { z } from 'zod';

/** One environment variable: how it is read, and what README and `--help` say about it. */
export interface Setting<T, D extends string | undefined = string | undefined> {
  /** Name of the environment variable. */
  readonly name: string;
  /** Reads the non-empty text of the variable. */
  readonly schema: z.ZodType<T, string>;
  /** Text that stands for the variable when it is unset or empty; undefined when there is none. */
  readonly fallback: D;
  /** The kind of value in words, for people. */
  readonly type: string;
  /** What the setting does, one sentence. */
  readonly effect: string;
  /** `secret`: never printed, has a `_FILE` twin. `address`: printed without user info and query, has a twin too. */
  readonly display: 'plain' | 'address' | 'secret';
  /** How the default reads where it is not a plain text ("made at the first start"). */
  readonly defaultNote?: string;
}

type Words = Pick<Setting<unknown>, 'type' | 'effect' | 'defaultNote'> & {
  readonly display?: Setting<unknown>['display'];
};

/** A setting that always has a value. */
export function withDefault<T>(
  name: string,
  fallback: string,
  schema: z.ZodType<T, string>,
  words: Words,
): Setting<T, string> {
  return { display: 'plain', ...words, name, fallback, schema };
}

/** A setting that may stay unset. */
export function optional<T>(name: string, schema: z.ZodType<T, string>, words: Words): Setting<T, undefined> {
  return { display: 'plain', ...words, name, fallback: undefined, schema };
}

/** Secrets and addresses (which may hold a password) can be read from a file: `<NAME>_FILE`. */
export function hasFileTwin(setting: Pick<Setting<unknown>, 'display'>): boolean {
  return setting.display !== 'plain';
}
