/** An in-app message: what the channel `internal` delivers. */
export interface InternalMessage {
  readonly uuid: string;
  /** uuid of the user it is for. */
  readonly user: string;
  readonly message: string;
  readonly detail: string;
  readonly event: string;
  readonly firingId: string;
  readonly sentAt: Date;
  readonly readAt: Date | null;
  /** Since when it no longer says which certificate was rejected; null for what still says it, and for all others. */
  readonly erasedAt: Date | null;
}

/** A message that is about to be written. It comes with a key: the same key again is the same message. */
export type NewInternalMessage = Omit<InternalMessage, 'uuid' | 'readAt' | 'erasedAt'> & {
  readonly key: string;
  /** When it is erased at the latest, and before that when it is read; null for what is kept. */
  readonly eraseAt: Date | null;
};
