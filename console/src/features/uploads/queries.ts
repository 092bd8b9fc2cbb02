import { api, dataOf } from '../../shared/api/client';
import { rawRequest } from '../../shared/api/raw';
import type { Schema } from '../../shared/api/types';

export type Upload = Schema<'Upload'>;
export type UploadedItem = Schema<'UploadedItem'>;

/** `sync`: the request waits for the verdict; `async`: it is answered at once, and the upload is followed. */
export type UploadMode = 'sync' | 'async';

const paths = { sync: '/api/v1/certificates/upload', async: '/api/v1/certificates/upload/async' } as const;

export interface SendOptions {
  readonly mode: UploadMode;
  /** The same for each try of one file, so that it is taken once. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/**
 * Sends a file as it is: the API knows PEM, DER and PKCS #7 by their bytes. Gives the id to follow.
 * Throws `ApiError` where nothing in the file can be taken, and with `sync` where a single certificate is not stored.
 */
export async function sendFile(file: Blob, { mode, idempotencyKey, signal }: SendOptions): Promise<string> {
  const answer = await rawRequest(paths[mode], {
    ...{ method: 'POST', body: file, signal },
    headers: { 'Content-Type': 'application/pkix-cert', 'Idempotency-Key': idempotencyKey },
  });
  const { uploadId } = (await answer.json()) as { uploadId: string };
  return uploadId;
}

/** PEM with values of custom attributes, which a file alone cannot carry. */
export async function sendText(
  certificate: string,
  customAttributes: readonly Schema<'AttributeValue'>[],
  { mode, idempotencyKey, signal }: SendOptions,
): Promise<string> {
  const { uploadId } = await dataOf(
    api.POST(paths[mode], {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body: { certificate, customAttributes: [...customAttributes] },
      signal,
    }),
  );
  return uploadId;
}

export function readUpload(uploadId: string, signal: AbortSignal): Promise<Upload> {
  return dataOf(
    api.GET('/api/v1/uploads/{uploadId}', { params: { path: { uploadId }, query: { items: 'all' } }, signal }),
  );
}
