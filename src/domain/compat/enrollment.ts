import type { CertificateFacts } from '../certificates/certificate';
import type { OperationState } from '../operations/operation';

/** What the origin calls the state of a request. */
export type RequestDisposition = 'ISSUED' | 'PENDING' | 'DENIED' | 'FAILED';

export function dispositionOf(state: OperationState): RequestDisposition {
  switch (state) {
    case 'issued':
    case 'revoked':
      return 'ISSUED';
    case 'rejected':
    case 'cancelled':
      return 'DENIED';
    case 'failed':
      return 'FAILED';
    default:
      return 'PENDING';
  }
}

export interface WantedKey {
  readonly KeyType?: string | number | null | undefined;
  readonly KeyLength?: string | number | null | undefined;
  readonly Curve?: string | null | undefined;
}

const curves: Readonly<Record<string, string>> = {
  ...{ 'p-256': 'ec-p256', prime256v1: 'ec-p256', secp256r1: 'ec-p256', '1.2.840.10045.3.1.7': 'ec-p256' },
  ...{ 'p-384': 'ec-p384', secp384r1: 'ec-p384', '1.3.132.0.34': 'ec-p384' },
};
const sizes: Readonly<Record<string, string>> = { '256': 'ec-p256', '384': 'ec-p384' };
const algorithms: Readonly<Record<string, 'rsa' | 'ec' | 'ed25519'>> = {
  ...{ rsa: 'rsa', '1': 'rsa', ecc: 'ec', ec: 'ec', ecdsa: 'ec', '3': 'ec', ed25519: 'ed25519' },
};

/**
 * The kind of key that is made: what the request names, else that of the certificate that is renewed, else RSA of 2048
 * bits. Undefined when what is named is no kind that is made here.
 */
export function keyKindOf(
  { KeyType, KeyLength, Curve }: WantedKey,
  before: Pick<CertificateFacts, 'keyAlgorithm' | 'keySize' | 'curve'> | null,
): string | undefined {
  const named = [KeyType, KeyLength, Curve].some((value) => value !== undefined && value !== null && value !== '');
  if (!named) return (before === null ? undefined : kindOf(before)) ?? 'rsa-2048';
  const curve = Curve ?? '';
  const algorithm = algorithms[String(KeyType ?? (curve === '' ? 'rsa' : 'ec')).toLowerCase()];
  const length = String(KeyLength ?? '');
  if (algorithm === 'ed25519') return 'ed25519';
  if (algorithm === 'ec') return curve === '' ? sizes[length === '' ? '256' : length] : curves[curve.toLowerCase()];
  return algorithm === 'rsa' && ['', '2048', '3072', '4096'].includes(length) ? `rsa-${length || '2048'}` : undefined;
}

/** The same kind once more; undefined where it is not made here. */
function kindOf({ keyAlgorithm, keySize, curve }: Pick<CertificateFacts, 'keyAlgorithm' | 'keySize' | 'curve'>) {
  if (keyAlgorithm === 'ed25519') return 'ed25519';
  if (keyAlgorithm === 'ec') return curves[curve?.toLowerCase() ?? ''];
  return keyAlgorithm === 'rsa' && [2048, 3072, 4096].includes(keySize ?? 0) ? `rsa-${keySize}` : undefined;
}
