import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { SignatureScheme } from '../../src/domain/authorities/builtin-settings';
import { extension, signed } from '../../src/x509/certificate-writer';
import { element, integer, objectIdentifier, sequence, setOf } from '../../src/x509/der-writer';
import { writeGeneralName } from '../../src/x509/general-name-writer';
import { writeName } from '../../src/x509/name-writer';
import { extensionOids } from '../../src/x509/oids';
import { createSigner } from '../../src/x509/signer';

export interface RequestOptions {
  readonly subject?: readonly (readonly [string, string])[];
  readonly names?: readonly string[];
  readonly scheme?: SignatureScheme;
  /** Object identifier of the attribute that holds the names. */
  readonly attribute?: string;
  readonly keys?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

export function keysOf(scheme: SignatureScheme) {
  if (scheme === 'ed25519') return generateKeyPairSync('ed25519');
  if (scheme === 'ecP256') return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  if (scheme === 'ecP384') return generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** A certification request (PKCS#10) in DER. */
export async function certificationRequest(options: RequestOptions = {}): Promise<Buffer> {
  const { subject = [['CN', 'web.example.org']], names = ['dNSName:web.example.org'], scheme = 'ecP256' } = options;
  const { privateKey, publicKey } = options.keys ?? keysOf(scheme);
  const list = sequence(extension(extensionOids.subjectAltName, sequence(...names.map(writeGeneralName))));
  const attribute = sequence(objectIdentifier(options.attribute ?? '1.2.840.113549.1.9.14'), setOf(list));
  const info = sequence(
    integer(0),
    writeName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    names.length === 0 ? element(0xa0) : element(0xa0, attribute),
  );
  return signed(info, createSigner(scheme, privateKey));
}
