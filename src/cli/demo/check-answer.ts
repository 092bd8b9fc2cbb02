import type { Result } from './perform';

/** The statuses that an outcome may come with: 202 where the caller did not wait. */
const statuses: Readonly<Record<WantedOutcome, readonly number[]>> = {
  stored: [201, 202],
  ignored: [422, 202],
  duplicate: [409, 202],
};

export type WantedOutcome = 'stored' | 'ignored' | 'duplicate';

/** What the answer to the upload has to say. */
export function checkAnswer(result: Result, wanted: WantedOutcome): string[] {
  const { outcome, status, fingerprint, certificate, detail } = result;
  if (outcome !== wanted) return [`must be ${wanted} and is ${outcome} (${detail})`];
  const deviations: string[] = [];
  if (!statuses[wanted].includes(status)) deviations.push(`${wanted} with status ${status}`);
  if (wanted === 'stored' && result.uuid === undefined) deviations.push('is stored and the answer has no uuid');
  if (fingerprint !== undefined && fingerprint !== certificate.fingerprint) {
    deviations.push(`the answer has the fingerprint ${fingerprint}`);
  }
  return deviations;
}
