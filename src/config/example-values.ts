/** What examples and manuals write where a secret belongs. Everybody knows them, so they open the door to everybody. */
const examples = [
  /change[-_.]?(me|this|it)(?![a-z])/i,
  /changeme/i,
  /(replace|insert|put)[-_.](this|with|here|your)(?![a-z])/i,
  /your[-_.](own[-_.])?((admin|api|master|secret|private|smtp|mongo(db)?)[-_.])?(key|secret|password|token)/i,
  /(secret|password|key|token)[-_.](goes[-_.])?here(?![a-z])/i,
  /placeholder/i,
];

/** Why a secret is refused, with what to do. */
export const exampleValueFault =
  'this is the value of an example, which everybody knows: set one of your own (openssl rand -hex 32 makes one)';

/** True for a secret that still is the one of an example (`change-me…`). */
export function isExampleValue(secret: string): boolean {
  return examples.some((example) => example.test(secret));
}

/** The same for an address: what stands before its `@`, also where the password is written with percent signs. */
export function hasExamplePassword(address: string): boolean {
  const [, credentials = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(address) ?? [];
  return isExampleValue(
    credentials.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  );
}
