import type { JobFields } from '../../store/jobs/jobs';
import type { JobType } from './job-type';
import { ensureSystemJobs } from './system-jobs';

it('makes one job for each type of the product', async () => {
  const made: (JobFields & { uuid: string })[] = [];
  const types: JobType[] = [
    { code: 'scan', description: '', system: { uuid: 'b1', name: 'scan', cron: '7 * * * *' } },
    { code: 'discovery', description: '', system: null },
  ];
  await ensureSystemJobs({ ensure: async (uuid, fields) => void made.push({ uuid, ...fields }) }, types);
  expect(made).toMatchObject([{ uuid: 'b1', name: 'scan', jobType: 'scan', system: true, userUuid: null }]);
});
