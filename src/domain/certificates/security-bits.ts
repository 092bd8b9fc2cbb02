/**
 * Estimated classical strength of a public key in bits: NIST SP 800-57 part 1, revision 5, tables 2 and 4, SP 800-186 for
 * the Edwards and Montgomery curves, and the categories of FIPS 203, 204 and 205 (category 1 and 2: 128, 3: 192, 5: 256).
 */
import type { CertificateFacts } from './certificate';

type Key = Pick<CertificateFacts, 'keyAlgorithm' | 'keySize'>;

/** From this size on, the strength; the table has steps, and what lies between two of them has the lower one. */
type Steps = readonly (readonly [size: number, bits: number])[];

const factoring: Steps = [
  [15_360, 256],
  [7_680, 192],
  [3_072, 128],
  [2_048, 112],
  [1_024, 80],
];
const curves: Steps = [
  [512, 256],
  [384, 192],
  [256, 128],
  [224, 112],
  [160, 80],
];

const fixed: ReadonlyMap<string, number> = new Map([
  ['ed25519', 128],
  ['x25519', 128],
  ['ed448', 224],
  ['x448', 224],
  ['ml-dsa-44', 128],
  ['ml-dsa-65', 192],
  ['ml-dsa-87', 256],
  ['ml-kem-512', 128],
  ['ml-kem-768', 192],
  ['ml-kem-1024', 256],
]);
const factoringKeys: ReadonlySet<string> = new Set(['rsa', 'rsa-pss', 'rsa-oaep', 'dsa', 'dh']);
const curveKeys: ReadonlySet<string> = new Set(['ec', 'gost-2001', 'gost-2012-256', 'gost-2012-512']);

/** Null where the algorithm, its size or its curve is not known, and for composites. */
export function securityBits({ keyAlgorithm, keySize }: Key): number | null {
  const known = fixed.get(keyAlgorithm) ?? hashBased(keyAlgorithm);
  if (known !== undefined) return known;
  if (keySize === null) return null;
  if (factoringKeys.has(keyAlgorithm)) return step(factoring, keySize) ?? belowTable(keySize);
  if (curveKeys.has(keyAlgorithm)) return step(curves, keySize) ?? Math.floor(keySize / 2);
  return null;
}

function hashBased(algorithm: string): number | undefined {
  const size = /^slh-dsa-(?:sha2|shake)-(128|192|256)[sf]$/.exec(algorithm)?.[1];
  return size === undefined ? undefined : Number(size);
}

function step(steps: Steps, size: number): number | undefined {
  return steps.find(([least]) => size >= least)?.[1];
}

/** The cost of the number field sieve, as the implementation guidance of FIPS 140-3 (section D.B) works it out. */
function belowTable(size: number): number {
  const length = size * Math.LN2;
  if (length <= 1) return 0;
  const sieve = 1.923 * Math.cbrt(length * Math.log(length) ** 2) - 4.69;
  return Math.max(0, Math.floor(sieve / Math.LN2));
}
