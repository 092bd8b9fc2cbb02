import type { ValidationNote } from './checks';
import type { PathCertificate } from './path-certificate';
import type { RevocationList } from './revocation-list';

/** Clocks of issuers may be ahead of ours by this much. */
export const skewMs = 5 * 60_000;

/** Why a list says nothing about anybody now; null when its form and times are in order. */
export function listFault(list: RevocationList, now: Date): string | null {
  const { thisUpdate, nextUpdate, unknownCritical, unreadableExtensions, signatureAlgorithmsAgree } = list;
  const [unknown, unreadable] = [unknownCritical[0], unreadableExtensions[0]];
  if (unknown !== undefined) return `The list has the critical extension ${unknown}, which is not known here.`;
  if (unreadable !== undefined) return `The list has an extension that cannot be read: ${unreadable}.`;
  if (!signatureAlgorithmsAgree) return 'The list names two signature algorithms that differ.';
  if (thisUpdate === null) return 'The time of the list cannot be read.';
  if (thisUpdate.getTime() > now.getTime() + skewMs) return `The list is only from ${thisUpdate.toISOString()} on.`;
  if (nextUpdate !== null && nextUpdate.getTime() < now.getTime()) {
    return `The list was to be replaced at ${nextUpdate.toISOString()}.`;
  }
  return null;
}

/** What other programs may read in another way. */
export function listNotes(
  list: RevocationList,
  { issuer, serialNumber }: PathCertificate,
  now: Date,
): ValidationNote[] {
  const { fingerprint } = list;
  const notes: ValidationNote[] = [];
  const note = (code: ValidationNote['code'], message: string) => notes.push({ code, fingerprint, message });
  if (list.nextUpdate === null) note('list_without_next_update', 'The list does not say when it will be replaced.');
  if (list.number === null) note('list_number_missing', 'The list has no number.');
  if (list.thisUpdate !== null && list.thisUpdate.getTime() > now.getTime()) {
    note('list_time_ahead', 'The list is from a moment that is still to come, by less than five minutes.');
  }
  const other = otherSign(serialNumber);
  if (other !== null && list.find(issuer, serialNumber) === null && list.find(issuer, other) !== null) {
    note('list_serial_ambiguous', 'The list has the same octets as a serial number of the other sign.');
  }
  return notes;
}

/** The number with the same octets when a leading zero is left out or added, as some writers of lists do; else null. */
function otherSign(serialNumber: string): string | null {
  const negative = serialNumber.startsWith('-');
  const digits = negative ? serialNumber.slice(1) : serialNumber;
  const magnitude = BigInt(`0x${digits}`);
  const octets = BigInt(Math.ceil(digits.length / 2));
  const modulus = 1n << (8n * octets);
  if (negative) return (modulus - magnitude).toString(16);
  return magnitude >= modulus / 2n ? `-${(modulus - magnitude).toString(16)}` : null;
}
