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
}

/** A message that is about to be written. It comes with a key: the same key again is the same message. */
export type NewInternalMessage = Omit<InternalMessage, 'uuid' | 'readAt'> & { readonly key: string };
