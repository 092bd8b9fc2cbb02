import type { PwshParameter } from './powershell/model';
import type { Runtime } from './runtime';

/** What a script is for. A `shared` one lies beside others of its runtime and is not run itself. */
export const scriptCategories = ['handler', 'workflow', 'shared'] as const;
export type ScriptCategory = (typeof scriptCategories)[number];

/** Unique without regard to case; stands in paths and in file names. */
export const scriptNameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Paths of the API below `/scripts` that are no script. */
export const reservedScriptNames: readonly string[] = ['lint'];

/** Of the text as UTF-8. */
export const maxScriptBytes = 1024 * 1024;

export const longestScriptSeconds = 3_600;

export interface ScriptLimits {
  /** 1 to 3600. Then a soft stop, and two seconds later the hard one. */
  readonly timeoutSeconds: number;
  /** Private memory of the whole process group, 32 to 8192. */
  readonly memoryMiB: number;
}
export const defaultScriptLimits: ScriptLimits = { timeoutSeconds: 120, memoryMiB: 512 };

/** A parameter that the author declares: in a form it is asked for, in a run it is filled. */
export interface ScriptParameter {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** JSON value; absent where there is none. */
  readonly default?: unknown;
}

/** How the runtime is to treat a version. Only pwsh knows `strict` and `windows`, only pwsh and node `reuse`. */
export interface ScriptSettings {
  /** The first failed statement ends the script. */
  readonly strict: boolean;
  /** A drive C:, environment names of Windows and more, for scripts that come from there. */
  readonly windows: boolean;
  /** One warm process serves run after run. */
  readonly reuse: boolean;
}

export interface LintFinding {
  /** `PS001`… */
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** What to write instead. */
  readonly instead: string;
}

/** A stored script. Its texts are its versions; the name never changes. */
export interface Script {
  readonly uuid: string;
  readonly name: string;
  readonly runtime: Runtime;
  readonly categories: readonly ScriptCategory[];
  readonly description: string;
  readonly parameters: readonly ScriptParameter[];
  /** Names of the secrets that it is given. */
  readonly secrets: readonly string[];
  /** Names of the connections that it is given. */
  readonly connections: readonly string[];
  readonly limits: ScriptLimits;
  /** Runs under one lock name never overlap, on whatever worker. */
  readonly lock: string | null;
  /** May be started again when its worker was lost in the middle. */
  readonly repeatable: boolean;
  readonly currentVersion: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly revision: number;
}

/** An immutable text of a script. */
export interface ScriptVersion extends ScriptSettings {
  /** Its uuid. */
  readonly script: string;
  readonly number: number;
  readonly content: string;
  /** Of the content as UTF-8, lower-case hex. */
  readonly sha256: string;
  readonly author: string;
  readonly comment: string;
  readonly createdAt: Date;
  readonly lint: readonly LintFinding[];
  /** What the findings were made on. */
  readonly lintedBy: 'syntax' | 'tokens' | 'none';
  /** Of pwsh: what its param block asks for; null where it has none, and of other runtimes. */
  readonly paramBlock: readonly PwshParameter[] | null;
}

/** A script with its current text: what is stored in one piece, so that none is ever there without the other. */
export interface StoredScript extends Script {
  readonly version: ScriptVersion;
}

/** What refers to a script, and which category it has to have for that. */
export interface ScriptUser {
  /** In camelCase: `trigger`, `alert`. */
  readonly kind: string;
  readonly uuid: string;
  readonly name: string;
  readonly needs: ScriptCategory;
}
