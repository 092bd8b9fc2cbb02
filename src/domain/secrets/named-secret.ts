import { securityContexts, type SecurityContext } from '../scripts/runtime';

/** Something that others use by its name, and nobody is shown: the password of a key store. */
export interface NamedSecret {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** Under the master key and `namedSecretBound`: for what is done by API and workers that have it. */
  readonly sealed: string;
  /** Whose scripts may have it. */
  readonly contexts: readonly SecurityContext[];
  /** To the key of each of these contexts and `namedSecretBound`: for the workers that run their scripts. */
  readonly sealedFor: SealedFor;
  readonly createdAt: Date;
  /** When the secret itself was set last. */
  readonly setAt: Date;
  readonly revision: number;
}

export type SealedFor = Readonly<Partial<Record<SecurityContext, string>>>;

/** Of a secret that says nothing else, and of those of earlier releases. */
export const defaultContexts: readonly SecurityContext[] = securityContexts;

/** What names of secrets look like: they stand in paths, and in files as `secretRef`. */
export const secretNameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** Most characters of a secret. */
export const longestSecret = 10_000;

/** What a secret is sealed with: moved to another row, it does not open. */
export function namedSecretBound(uuid: string): string {
  return `named secret ${uuid}`;
}

const ownPrefix = 'CERTLOOM_SCRIPT_SECRET_';

/** The environment variable from which a worker gives a secret to its scripts: `db-password` is `…_DB_PASSWORD`. */
export function ownSecretVariable(name: string): string {
  return `${ownPrefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

export function isOwnSecretVariable(variable: string): boolean {
  return variable.startsWith(ownPrefix) && variable.length > ownPrefix.length;
}
