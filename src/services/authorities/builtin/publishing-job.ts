import type { JobType } from '../../jobs/job-type';
import type { ServiceLogger } from '../../logger';
import type { PublishDue } from './publishing';

export interface PublishingJobDeps {
  readonly publishDue: PublishDue;
  readonly logger: Pick<ServiceLogger, 'error'>;
}

/** Makes the revocation lists that are due before anybody asks for them. */
export function createPublishingJob({ publishDue, logger }: PublishingJobDeps): JobType {
  return {
    code: 'crlPublishing',
    description: 'Makes revocation lists of the built-in authorities that are due.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b3', name: 'CRL publishing', cron: '22 * * * *' },
    async run() {
      const { lists, failed } = await publishDue();
      for (const { authority, error } of failed)
        logger.error({ authority, err: error }, 'a revocation list cannot be made');
      const result = { lists, failed: failed.length };
      if (failed.length === 0) return { status: 'succeeded', message: null, result };
      const named = failed.slice(0, 10).map(({ authority }) => authority);
      return { status: 'failed', message: `Lists could not be made of ${named.join(', ')}.`, result };
    },
  };
}
