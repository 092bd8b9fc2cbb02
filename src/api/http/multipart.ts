import { Busboy } from '@fastify/busboy';
import type { IncomingHttpHeaders } from 'node:http';
import { cutText, visibleText } from '../../domain/notifications/visible-text';
import { CertloomError } from '../../domain/problem';

/** Files as forms send them (RFC 7578). The body is read and bounded before; here it is only taken apart. */

export const multipartType = 'multipart/form-data';
/** What stands round the files: boundaries and headers. */
export const multipartEnvelopeBytes = 64 * 1024;
/** The field of a form that files are in. */
export const fileField = 'file';
const mostFiles = 100;
const longestName = 255;
const limits = { files: mostFiles, parts: mostFiles, fields: 0, headerPairs: 20, headerSize: 8 * 1024 };

export interface FormFile {
  readonly content: Buffer;
  /** As the caller calls it, without folders, for answers to that caller only. */
  readonly fileName?: string;
}

/**
 * The files, in order. Types that the caller gives them are not looked at.
 * Throws `invalid_request` for a body that is no such form, has other fields, or no file or too many.
 */
export async function filesOfForm(body: Buffer, headers: IncomingHttpHeaders): Promise<FormFile[]> {
  const type = headers['content-type'] ?? '';
  const files: { readonly field: string; readonly name: unknown; readonly chunks: Buffer[] }[] = [];
  let isTooMuch = false;
  let hasOtherFields = false;
  try {
    await new Promise<void>((resolve, reject) => {
      const parser = new Busboy({ headers: { ...headers, 'content-type': type }, limits, isPartAFile: () => true });
      parser.on('file', (field, stream, name: unknown) => {
        const chunks: Buffer[] = [];
        files.push({ field, name, chunks });
        stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
        stream.on('error', reject);
      });
      parser.on('filesLimit', () => (isTooMuch = true));
      parser.on('partsLimit', () => (isTooMuch = true));
      parser.on('fieldsLimit', () => (hasOtherFields = true));
      parser.on('finish', resolve);
      parser.on('error', reject);
      parser.end(body);
    });
  } catch {
    throw new CertloomError('invalid_request', 'The body is not valid multipart/form-data.');
  }
  if (isTooMuch) throw new CertloomError('invalid_request', `A form may hold at most ${mostFiles} files.`);
  if (hasOtherFields || files.some(({ field }) => field !== fileField)) {
    throw new CertloomError('invalid_request', `A form may hold files in the field "${fileField}" only.`);
  }
  const found = files
    .map(({ name, chunks }) => ({ content: Buffer.concat(chunks), ...nameOf(name) }))
    .filter(({ content }) => content.length > 0);
  if (found.length > 0) return found;
  throw new CertloomError('invalid_request', `The form holds no file in the field "${fileField}".`);
}

function nameOf(name: unknown): { fileName?: string } {
  return typeof name === 'string' && name !== '' ? { fileName: cutText(visibleText(name), longestName) } : {};
}
