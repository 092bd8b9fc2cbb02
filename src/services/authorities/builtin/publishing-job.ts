import type { JobType } from '../../jobs/job-type';
import type { PublishDue } from './publishing';

/** Makes the revocation lists that are due before anybody asks for them. */
export function createPublishingJob(publishDue: PublishDue): JobType {
  return {
    code: 'crlPublishing',
    description: 'Makes revocation lists of the built-in authorities that are due.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b3', name: 'CRL publishing', cron: '22 * * * *' },
    async run() {
      const { lists, failed } = await publishDue();
      const result = { lists, failed: failed.length };
      if (failed.length === 0) return { status: 'succeeded', message: null, result };
      const named = failed.slice(0, 10).map(({ authority }) => authority);
      return { status: 'failed', message: `Lists could not be made of ${named.join(', ')}.`, result };
    },
  };
}
