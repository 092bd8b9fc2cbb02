/** Something that others use by its name, and nobody is shown: the password of a key store. */
export interface NamedSecret {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** Sealed under `namedSecretBound`. */
  readonly sealed: string;
  readonly createdAt: Date;
  /** When the secret itself was set last. */
  readonly setAt: Date;
  readonly revision: number;
}

/** What names of secrets look like: they stand in paths, and in files as `secretRef`. */
export const secretNameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** What a secret is sealed with: moved to another row, it does not open. */
export function namedSecretBound(uuid: string): string {
  return `named secret ${uuid}`;
}
