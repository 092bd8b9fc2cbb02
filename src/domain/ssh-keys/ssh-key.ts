/** A key of the SSH inventory: what people are reminded of when it has to be replaced. */
export interface SshKey extends SshKeyFields {
  readonly uuid: string;
  readonly revision: number;
}

export interface SshKeyFields {
  /** `SHA256:` and the hash in base64 without padding, as `ssh-keygen -l` shows it. Unique. */
  readonly fingerprint: string;
  /** `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`… */
  readonly keyType: string;
  /** Bits. */
  readonly keyLength: number;
  readonly comment: string;
  /** Whose key it is, in the words of the systems that it opens. */
  readonly userName: string;
  /** Where it opens an account, such as `root@web1`. */
  readonly serverLogons: readonly string[];
  /** From when its lifetime counts. */
  readonly createdAt: Date;
  /** Null: nobody in particular. */
  readonly ownerMail: string | null;
}

const dayMs = 86_400_000;

/** When its lifetime is over; it is replaced by then. */
export function rotationDueAt({ createdAt }: Pick<SshKey, 'createdAt'>, lifetimeDays: number): Date {
  return new Date(createdAt.getTime() + lifetimeDays * dayMs);
}
