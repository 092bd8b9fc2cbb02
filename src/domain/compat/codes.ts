import type { CertificateState, KeyUsage } from '../certificates/certificate';

/** Numbers that the origin writes for states, keys and names. */

const states: Readonly<Record<CertificateState, readonly [number: number, name: string]>> = {
  issued: [1, 'Active'],
  revoked: [2, 'Revoked'],
  rejected: [3, 'Denied'],
  failed: [4, 'Failed'],
  requested: [5, 'Pending'],
  pending_approval: [5, 'Pending'],
  pending_issue: [5, 'Pending'],
  pending_registration: [5, 'Pending'],
  registered: [5, 'Pending'],
  // Still in force.
  pending_revoke: [1, 'Active'],
};

export function stateCodeOf(state: CertificateState): { readonly code: number; readonly text: string } {
  const [code, text] = states[state];
  return { code, text };
}

/** RSA 1, DSA 2, ECC 3; whatever else there is now has no number there. */
export function keyTypeCodeOf(keyAlgorithm: string): { readonly code: number; readonly text: string } {
  const [code, text] = keyTypes[keyAlgorithm] ?? [0, 'Unknown'];
  return { code, text };
}

const keyTypes: Readonly<Record<string, readonly [number, string]>> = {
  rsa: [1, 'RSA'],
  'rsa-pss': [1, 'RSA'],
  dsa: [2, 'DSA'],
  ec: [3, 'ECC'],
};

/** The bits of RFC 5280, section 4.2.1.3, the first of a byte as its highest. */
const usageBits: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 128,
  nonRepudiation: 64,
  keyEncipherment: 32,
  dataEncipherment: 16,
  keyAgreement: 8,
  keyCertSign: 4,
  cRLSign: 2,
  encipherOnly: 1,
  decipherOnly: 32_768,
};

export function keyUsageBitsOf(usages: readonly KeyUsage[]): number {
  return usages.reduce((sum, usage) => sum | usageBits[usage], 0);
}

/** Kinds of subject alternative names (RFC 5280, section 4.2.1.6), and the user principal name, which has one of its own. */
const nameTypes: readonly (readonly [start: string, type: number])[] = [
  ['otherName:1.3.6.1.4.1.311.20.2.3:', 100],
  ['rfc822Name:', 1],
  ['dNSName:', 2],
  ['x400Address:', 3],
  ['directoryName:', 4],
  ['ediPartyName:', 5],
  ['uniformResourceIdentifier:', 6],
  ['iPAddress:', 7],
  ['registeredID:', 8],
  ['otherName:', 0],
];

/** A general name as conditions spell it, as the origin's number and value; 999 for a kind that has none. */
export function nameElementOf(name: string): { readonly Value: string; readonly Type: number } {
  const found = nameTypes.find(([start]) => name.startsWith(start));
  return found === undefined ? { Value: name, Type: 999 } : { Value: name.slice(found[0].length), Type: found[1] };
}

/** Upper-case hexadecimal of whole bytes, as the origin writes serial numbers. */
export function serialOf(serialNumber: string): string {
  const upper = serialNumber.toUpperCase();
  return upper.length % 2 === 1 && !upper.startsWith('-') ? `0${upper}` : upper;
}

/** Without fractions of a second; null stays. */
export function timeOf(at: Date | null | undefined): string | null {
  return at === null || at === undefined ? null : `${at.toISOString().slice(0, 19)}Z`;
}
