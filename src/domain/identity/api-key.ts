/** An API key without its secret, which is shown once when the key is made and stored nowhere. */
export interface ApiKey {
  readonly uuid: string;
  readonly name: string;
  /** Uuid of the user whose roles the key has. */
  readonly user: string;
  /** True for the first administrator's key, whose text was chosen in the configuration. */
  readonly chosen: boolean;
  readonly createdAt: Date;
  /** Uuid of a user; null for a key out of the configuration. */
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** To the minute; null until the key is used. */
  readonly lastUsedAt: Date | null;
}
