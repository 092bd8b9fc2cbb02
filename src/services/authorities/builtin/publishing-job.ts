import type { BuiltinCaStore } from '../../../store/authorities/builtin-cas';
import type { JobType } from '../../jobs/job-type';
import { rootIdOf } from './addresses';
import type { RevocationLists } from './lists';

export interface PublishingJobDeps {
  readonly cas: Pick<BuiltinCaStore, 'uuids'>;
  readonly lists: Pick<RevocationLists, 'current'>;
}

/**
 * Makes the revocation lists that are due before anybody asks for them, also of authorities that were deleted: somebody
 * who fetches one then waits for nothing.
 */
export function createPublishingJob({ cas, lists }: PublishingJobDeps): JobType {
  return {
    code: 'crlPublishing',
    description: 'Makes revocation lists of the built-in authorities that are due.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b3', name: 'CRL publishing', cron: '22 * * * *' },
    async run({ signal }) {
      let published = 0;
      const failed: string[] = [];
      for (const uuid of await cas.uuids()) {
        for (const caId of [rootIdOf(uuid), uuid]) {
          signal.throwIfAborted();
          // One that cannot be made holds up no other.
          const list = await lists.current(caId).catch(() => failed.push(caId));
          if (typeof list === 'object' && list !== null) published += 1;
        }
      }
      const result = { published, failed: failed.length };
      if (failed.length === 0) return { status: 'succeeded', message: null, result };
      return { status: 'failed', message: `Lists could not be made: ${failed.slice(0, 10).join(', ')}`, result };
    },
  };
}
