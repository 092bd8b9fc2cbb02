import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { SignatureScheme } from '../domain/authorities/builtin-settings';
import { signatureSchemes, signingInput } from './signature-algorithms';

/** What signs certificates, lists and answers. */
export interface Signer {
  /** DER of its AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  sign(content: Uint8Array): Promise<Buffer>;
}

/** Signs beside the event loop. */
export function createSigner(scheme: SignatureScheme, privateKey: KeyObject): Signer {
  const { algorithm, digest } = signatureSchemes[scheme];
  const signing = promisify(sign) as (
    digest: string | null,
    content: Uint8Array,
    key: ReturnType<typeof signingInput>,
  ) => Promise<Buffer>;
  return { algorithm, sign: (content) => signing(digest, content, signingInput(scheme, privateKey)) };
}
