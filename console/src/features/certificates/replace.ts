import { api, dataOf } from '../../shared/api/client';
import { ApiError } from '../../shared/api/problem';
import { rawRequest } from '../../shared/api/raw';

/** The certificate that was stored by an upload, or that was here already. Throws what the API says of any other. */
export async function storedBy(file: Blob, key: string): Promise<{ readonly uuid: string; readonly isNew: boolean }> {
  try {
    const answer = await rawRequest('/api/v1/certificates/upload', {
      ...{ method: 'POST', body: file },
      headers: { 'Content-Type': 'application/pkix-cert', 'Idempotency-Key': key },
    });
    const body = (await answer.json()) as { readonly uuid?: string };
    if (body.uuid !== undefined) return { uuid: body.uuid, isNew: true };
    throw new Error(
      answer.status === 202
        ? 'It is still being decided. Try again in a moment.'
        : 'There are several certificates in it. Upload one alone, and the others by the upload screen.',
    );
  } catch (error) {
    if (error instanceof ApiError && error.problem.certificateUuid !== undefined)
      return { uuid: error.problem.certificateUuid, isNew: false };
    throw error;
  }
}

/** Says that one certificate takes the place of another. */
export function replaceBy(predecessor: string, successor: string): Promise<unknown> {
  return dataOf(
    api.POST('/api/v1/certificates/{uuid}/relations', {
      params: { path: { uuid: predecessor } },
      body: { successor },
    }),
  );
}
