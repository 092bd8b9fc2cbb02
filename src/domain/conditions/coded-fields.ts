import { extendedKeyUsageName, extendedKeyUsageOid } from '../certificates/extended-key-usages';

/** How the codes of a field differ from what a certificate record holds. */
export interface CodeTable {
  /** Of a stored value. */
  codeOf(stored: string): string;
  /** The way back. */
  storedOf(code: string): string;
  /** The code for what people may write instead of it, such as an OID or another name of a curve. */
  read(text: string): string;
}

/** Curves by the name of NIST or of their standard, under which OpenSSL's name is stored. */
const storedCurves: ReadonlyMap<string, string> = new Map([
  ['P-192', 'prime192v1'],
  ['P-224', 'secp224r1'],
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
  ['sm2', 'SM2'],
]);
const curveCodes = new Map([...storedCurves].map(([code, stored]) => [stored, code]));
/** SEC 2 calls two of them by names that nothing stores. */
const otherCurveNames: ReadonlyMap<string, string> = new Map([
  ['secp192r1', 'P-192'],
  ['secp256r1', 'P-256'],
]);

const codeTables: ReadonlyMap<string, CodeTable> = new Map([
  [
    'EXTENDED_KEY_USAGE',
    { codeOf: extendedKeyUsageName, storedOf: extendedKeyUsageOid, read: extendedKeyUsageName } satisfies CodeTable,
  ],
  [
    'CURVE',
    {
      codeOf: (stored) => curveCodes.get(stored) ?? stored,
      storedOf: (code) => storedCurves.get(code) ?? code,
      read: (text) => otherCurveNames.get(text) ?? curveCodes.get(text) ?? text,
    } satisfies CodeTable,
  ],
]);

/** Codes that `CURVE` has today, strongest families first; the list is open. */
export const curveNames = [
  ...['P-256', 'P-384', 'P-521', 'P-224', 'P-192', 'secp256k1'],
  ...['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'sm2'],
] as const;

/** Undefined: the record holds the codes themselves. */
export function codeTableOf(field: string): CodeTable | undefined {
  return codeTables.get(field);
}
