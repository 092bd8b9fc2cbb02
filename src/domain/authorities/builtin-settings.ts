/** Keys that a CA of ours may have. */
export const caKeyAlgorithms = ['rsa3072', 'ecP256', 'ecP384', 'ed25519'] as const;
export type CaKeyAlgorithm = (typeof caKeyAlgorithms)[number];

/** One CA certificate that is still to be made. */
export interface CaSettings {
  readonly commonName: string;
  readonly keyAlgorithm: CaKeyAlgorithm;
  readonly validityYears: number;
}

/** A certification authority inside the product: a root that signs one issuing CA. Both are made at the first use. */
export interface BuiltinSettings {
  readonly kind: 'builtin';
  readonly root: CaSettings;
  readonly issuing: CaSettings;
  readonly organization: string | null;
  /** ISO 3166, two letters. */
  readonly country: string | null;
  /** How RSA keys sign. */
  readonly rsaPadding: 'pkcs1' | 'pss';
  /** How long a revocation list holds. */
  readonly crlLifetimeHours: number;
  /** Where lists and certificates can be fetched by everybody, written into certificates; null: the public address. */
  readonly publicationUrl: string | null;
}

/** Members that are in the certificates once these are made. */
export const builtinFixed = ['root', 'issuing', 'organization', 'country', 'rsaPadding'] as const;

/** How a key signs, for good. */
export type SignatureScheme = 'rsaPkcs1' | 'rsaPss' | 'ecP256' | 'ecP384' | 'ed25519';

export function signatureScheme(
  algorithm: CaKeyAlgorithm,
  { rsaPadding }: Pick<BuiltinSettings, 'rsaPadding'>,
): SignatureScheme {
  if (algorithm !== 'rsa3072') return algorithm;
  return rsaPadding === 'pss' ? 'rsaPss' : 'rsaPkcs1';
}
