/** One call of the compatibility surface, as its log keeps it: names of what was sent, never values. */
export interface CallRecord {
  readonly id: string;
  readonly at: Date;
  readonly method: string;
  /** The call that was meant, `/Certificates/{id}`; for what is not in the surface its path without ids. */
  readonly path: string;
  readonly supported: boolean;
  readonly status: number;
  /** Code of the refusal; null: none. */
  readonly code: string | null;
  readonly caller: { readonly uuid: string; readonly name: string };
  /** Names in query and body. */
  readonly parameters: readonly string[];
  /** Those of them that were left out of account. */
  readonly ignored: readonly string[];
  readonly userAgent: string | null;
  readonly ipAddress: string;
  readonly durationMs: number;
  readonly requestId: string;
}

/** Calls of one kind by one caller, counted. */
export interface CallUsage extends Pick<CallRecord, 'method' | 'path' | 'supported' | 'caller' | 'userAgent'> {
  readonly count: number;
  /** How many of them were refused or failed. */
  readonly refused: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Of the last one. */
  readonly lastStatus: number;
  /** Names that were left out of account in any of them. */
  readonly ignored: readonly string[];
}

/** Names that one record keeps; each is cut at 100 characters. */
const mostNames = 50;

export function keptNames(names: Iterable<string>): string[] {
  return [...new Set(names)].slice(0, mostNames).map((name) => name.slice(0, 100));
}
