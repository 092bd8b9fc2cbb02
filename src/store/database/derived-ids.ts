import { createHash } from 'node:crypto';

/** A uuid (version 8, RFC 9562 section 5.8) out of a name: the same name gives the same id, on every machine. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The firing of an occurrence: starting the same key twice gives one firing. */
export function firingIdOf(event: string, occurrenceKey: string): string {
  return uuidOf(`firing:${event}:${occurrenceKey}`);
}

/** The occurrence of an upload: upload id and index in the bundle, never the fingerprint. */
export function uploadOccurrenceKey(uploadId: string): string {
  return uploadId.includes('.') ? uploadId : `${uploadId}.0`;
}

/** The firing of an upload or of an item of a bundle; known before it happens. */
export function uploadFiringId(uploadId: string): string {
  return firingIdOf('certificate_uploaded', uploadOccurrenceKey(uploadId));
}
