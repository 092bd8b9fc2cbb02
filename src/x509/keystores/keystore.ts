import { recogniseDer } from '../recognise';
import { KeystoreFault, type KeystoreEntry } from './fault';
import { certificatesOfJks, jceksMagic, jksMagic } from './jks';
import { certificatesOfPkcs12 } from './pkcs12-reader';

export type KeystoreFormat = 'pkcs12' | 'jks';

/**
 * How each PKCS #12 begins in hex, also one that is cut off (PFX, RFC 7292, section 4): version 3, then content of PKCS #7. Lengths
 * are long or indefinite.
 */
const pfxStart = /^30(80|8[1-4](..){1,4}?)02010330([0-7].|80|8[1-4](..){1,4}?)06092a864886f70d01070[12]/;

/** Which kind of key store these are, by their first bytes; null for all else. */
export function keystoreFormat(bytes: Buffer): KeystoreFormat | null {
  const magic = bytes.length < 4 ? 0 : bytes.readUInt32BE();
  if (magic === jksMagic || magic === jceksMagic) return 'jks';
  if (recogniseDer(bytes)?.kind === 'pkcs12') return 'pkcs12';
  return pfxStart.test(bytes.toString('hex', 0, 32)) ? 'pkcs12' : null;
}

/** Its certificates, with the entries they are of. Throws `KeystoreFault`, whatever is wrong with the file. */
export async function certificatesOfKeystore(
  format: KeystoreFormat,
  bytes: Buffer,
  passwords: readonly string[],
): Promise<KeystoreEntry[]> {
  try {
    return format === 'jks' ? certificatesOfJks(bytes, passwords) : await certificatesOfPkcs12(bytes, passwords);
  } catch (error) {
    if (error instanceof KeystoreFault) throw error;
    throw new KeystoreFault('damaged_keystore');
  }
}
