/** Why a key store gives no certificates. Codes are stable; the message is for people and quotes no content. */
export type KeystoreFaultCode =
  'wrong_password' | 'password_needed' | 'damaged_keystore' | 'unsupported_keystore' | 'keystore_too_costly';

const messages: Readonly<Record<KeystoreFaultCode, string>> = {
  wrong_password: 'None of the passwords opens the key store.',
  password_needed: 'The key store needs a password, and none is configured.',
  damaged_keystore: 'The key store is damaged or cut off.',
  unsupported_keystore: 'The key store is encrypted or built in a way that is not read.',
  keystore_too_costly: 'The key store asks for more work than files are worth.',
};

export class KeystoreFault extends Error {
  override readonly name = 'KeystoreFault';
  constructor(
    readonly code: KeystoreFaultCode,
    message = messages[code],
  ) {
    super(message);
  }
}

/** A certificate of a key store, as it lies there. */
export interface KeystoreEntry {
  readonly der: Buffer;
  /** What the store lists it as. */
  readonly alias: string | undefined;
}

/** More certificates than any trust store has. */
export const mostEntries = 5_000;
