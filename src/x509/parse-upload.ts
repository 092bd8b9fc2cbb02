/** Bytes of an upload -> facts of each certificate in it, without holding the event loop. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CertloomError, isCertloomError } from '../domain/problem';
import { type ReadCertificate, readCertificate } from './facts';
import { defaultUploadLimits, splitUpload, type UploadLimits, type UploadWarning } from './split';

interface Place {
  readonly index: number;
  /** Of several files: which one it was in. */
  readonly file?: number;
}

export type ParsedItem =
  | (Place & { readonly certificate: ReadCertificate; readonly warnings: readonly UploadWarning[] })
  | (Place & { readonly error: CertloomError });

/** The event loop gets its turn after so many certificates, */
const SLICE = 16;
/** or after so many milliseconds: a certificate may have tens of thousands of names. */
const SLICE_MS = 25;

/** Names of all certificates of one call: what was read of them is held until it is answered. */
export const mostNames = 100_000;

/**
 * Splits the input and reads each certificate of it; items keep the order of the input. Rejects with the errors of
 * `splitUpload`, with `payload_too_large` when the certificates have more than 100,000 names together, and with `not_a_certificate` when the only certificate cannot be read.
 */
export async function parseUpload(bytes: Uint8Array, limits: Partial<UploadLimits> = {}): Promise<ParsedItem[]> {
  const parsed: ParsedItem[] = [];
  let since = performance.now();
  let inSlice = 0;
  let names = 0;
  for (const item of splitUpload(bytes, limits)) {
    if (inSlice >= SLICE || (inSlice > 0 && performance.now() - since > SLICE_MS)) {
      await nextTurn();
      since = performance.now();
      inSlice = 0;
    }
    inSlice += 1;
    if ('error' in item) {
      parsed.push(item);
      continue;
    }
    try {
      const certificate = readCertificate(item.der);
      names += certificate.facts.subjectAlternativeNames.length;
      parsed.push({ index: item.index, certificate, warnings: item.warnings ?? [] });
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      parsed.push({ index: item.index, error });
    }
    if (names > mostNames) {
      throw new CertloomError(
        'payload_too_large',
        `The certificates of the upload have more than ${mostNames} names together; send them in several uploads.`,
      );
    }
  }
  const [only] = parsed;
  if (parsed.length === 1 && only !== undefined && 'error' in only) throw only.error;
  return parsed;
}

/**
 * Several files as one input: their certificates in order. A file that cannot be read is the fault of one item, unless
 * it holds a private key or exceeds a limit, or no file can be read: then it rejects as `parseUpload` does.
 */
export async function parseUploads(
  files: readonly Uint8Array[],
  limits: Partial<UploadLimits> = {},
): Promise<ParsedItem[]> {
  const [only] = files;
  if (only !== undefined && files.length === 1) return parseUpload(only, limits);
  const { maxBytes, maxCertificates } = { ...defaultUploadLimits, ...limits };
  if (files.reduce((sum, { length }) => sum + length, 0) > maxBytes) {
    throw new CertloomError('payload_too_large', `The upload has more than ${maxBytes} bytes.`);
  }
  const found: ParsedItem[] = [];
  for (const [at, file] of files.entries()) {
    try {
      found.push(...(await parseUpload(file, limits)).map((item) => ({ ...item, file: at })));
    } catch (error) {
      if (!isCertloomError(error) || hopeless.has(error.code)) throw error;
      found.push({ index: 0, file: at, error });
    }
    if (found.length > maxCertificates) {
      throw new CertloomError('payload_too_large', `The upload holds more than ${maxCertificates} certificates.`);
    }
  }
  const [first] = found;
  if (first !== undefined && found.every((item) => 'error' in item) && 'error' in first) throw first.error;
  return found.map((item, index) => ({ ...item, index }));
}

const hopeless: ReadonlySet<string> = new Set(['private_key_refused', 'payload_too_large']);
