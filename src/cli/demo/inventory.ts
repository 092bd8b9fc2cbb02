import type { ApiClient } from './api-client';
import type { DemoCertificate } from './material';

/** Which of the certificates are stored already, by fingerprint. */
export async function storedAlready(
  client: ApiClient,
  certificates: readonly DemoCertificate[],
): Promise<ReadonlySet<string>> {
  const stored = new Set<string>();
  for (const { fingerprint } of certificates) {
    const page = await client.list(`/certificates?fingerprint=${fingerprint}`);
    if (page.length > 0) stored.add(fingerprint);
  }
  return stored;
}
