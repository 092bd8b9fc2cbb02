/** What is told of one leaf of an input, or of the whole item (path of the item). */
export interface ImportNote {
  /** Stable, lower snake case. */
  readonly code: string;
  /** JSON Pointer (RFC 6901) into the file. */
  readonly path: string;
  /** As it stood there, shortened; `***` for a secret, null where there is none. */
  readonly value: unknown;
  readonly message: string;
}

/** A value that was not mapped and stays with the object, so that nobody has to look for the old file. */
export interface KeptValue {
  /** JSON Pointer into the item. */
  readonly path: string;
  /** A scalar, or an empty list or object. */
  readonly value: unknown;
}

export const hiddenValue = '***';
const longestValue = 200;

const secretWord =
  /pass(?:word|phrase|wd)|secret|credential|api_?-?key|private_?-?key|access_?-?token|connection_?-?string/i;

/** Whether a member of this name may hold a secret: its value is never shown and never kept. */
export function mayBeSecret(member: string): boolean {
  return secretWord.test(member);
}

/** A leaf as a note shows it. */
export function shownValue(value: unknown): unknown {
  return typeof value === 'string' && value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
}
