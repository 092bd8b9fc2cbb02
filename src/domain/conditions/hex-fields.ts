import type { Operator } from './tree';

const forms: ReadonlyMap<string, 'digest' | 'DIGEST' | 'serial'> = new Map([
  ['FINGERPRINT', 'digest'],
  ['THUMBPRINT', 'DIGEST'],
  ['SERIAL_NUMBER', 'serial'],
  ['ISSUER_SERIAL_NUMBER', 'serial'],
] as const);

const hexText = /^-?(?:0[xX])?[0-9a-fA-F:\s]*$/;

/** True when the field holds hexadecimal digits only. */
export function isHexField(field: string): boolean {
  return forms.has(field);
}

/**
 * Brings hexadecimal text, as tools print it, into the form that is stored: no colons or blanks, the field's case, and
 * for serial numbers no `0x` and no leading zeros. Zeros stay where the text may stand in the middle (CONTAINS,
 * ENDS_WITH). Text that is not hexadecimal is returned as it is: it matches nothing.
 */
export function normaliseHexText(field: string, operator: Operator, text: string): string {
  const form = forms.get(field);
  if (form === undefined || !hexText.test(text)) return text;
  const compact = text.replace(/[:\s]/g, '');
  if (form === 'DIGEST') return compact.toUpperCase();
  const lower = compact.toLowerCase();
  if (form === 'digest') return lower;
  const atStart = operator === 'EQUALS' || operator === 'NOT_EQUALS' || operator === 'STARTS_WITH';
  return atStart ? lower.replace(/^(-?)(?:0x)?0*(?=[0-9a-f])/, '$1') : lower.replace(/^(-?)0x/, '$1');
}
