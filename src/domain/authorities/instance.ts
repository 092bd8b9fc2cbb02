import { acmeAddress, acmeSecrets, type AcmeSettings } from './acme-settings';
import type { BuiltinSettings } from './builtin-settings';
import { stepCaAddress, stepCaSecrets, type StepCaSettings } from './step-ca-settings';

/** Settings by kind; a kind is one member here and one line in each list of kinds. */
export type AuthoritySettings = AcmeSettings | BuiltinSettings | StepCaSettings;
export type AuthorityKind = AuthoritySettings['kind'];

/** One authority as people configured it. */
export interface AuthorityInstance {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** Nothing is ordered from one that is disabled; what it has issued can still be revoked. */
  readonly enabled: boolean;
  readonly settings: AuthoritySettings;
  /** Secrets by the name that its kind gives them, sealed under `secretBound`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly revision: number;
}

/** What the settings of a kind have beside their values. */
export interface AuthorityKindTraits<S extends AuthoritySettings> {
  /** Names of its secrets. */
  readonly secrets: readonly string[];
  /** Where its secrets are sent to; null when it calls nobody. */
  address(settings: S): string | null;
  /** Whether authorities of this kind may say when they want a certificate renewed. */
  readonly saysWhenToRenew: boolean;
}

const traits: { readonly [K in AuthorityKind]: AuthorityKindTraits<Extract<AuthoritySettings, { kind: K }>> } = {
  acme: { secrets: acmeSecrets, address: acmeAddress, saysWhenToRenew: true },
  builtin: { secrets: [], address: () => null, saysWhenToRenew: false },
  'step-ca': { secrets: stepCaSecrets, address: stepCaAddress, saysWhenToRenew: false },
};

export function authorityKindTraits(kind: AuthorityKind): AuthorityKindTraits<AuthoritySettings> {
  return traits[kind];
}

/**
 * What a secret of an authority is sealed with: it opens for this authority and for the scheme, host and port that it was
 * given for, so that whoever may change an address cannot have it sent to themselves.
 */
export function secretBound(uuid: string, address: string | null): string {
  return `${uuid} ${address ?? ''}`;
}
