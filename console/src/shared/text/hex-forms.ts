export interface HexForm {
  readonly name: string;
  readonly text: string;
}

/** The forms in which tools want a serial number or a fingerprint; `value` is hexadecimal in any of them. */
export function hexForms(value: string): readonly HexForm[] {
  const digits = value
    .replace(/^0x/i, '')
    .replace(/[\s:-]/g, '')
    .toLowerCase();
  if (!/^[0-9a-f]+$/.test(digits)) return [{ name: 'As shown', text: value }];
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const pairs = even.match(/../g) ?? [];
  return [
    { name: 'Hex', text: digits },
    { name: 'Colons', text: pairs.join(':').toUpperCase() },
    { name: 'Spaces', text: pairs.join(' ') },
    { name: 'Prefixed', text: `0x${digits}` },
    { name: 'Decimal', text: BigInt(`0x${digits}`).toString() },
  ];
}
