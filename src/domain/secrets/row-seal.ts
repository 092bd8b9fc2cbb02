/** Encrypts what a row of the database must not say in plain. */
export interface RowSeal {
  /** @param bound what the bytes belong to, such as the row's key; opening needs the same */
  seal(plain: Uint8Array, bound: string): Buffer;
  /** Undefined when it was changed, moved, or sealed under a key that is not configured. */
  open(sealed: Uint8Array, bound: string): Buffer | undefined;
}
