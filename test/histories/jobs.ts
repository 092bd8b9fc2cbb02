import type { JobType } from '../../src/services/jobs/job-type';
import { createScene, eventually } from '../acceptance/scene';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** A kind of job that looks twice, and one that fails. */
export const recordedJobTypes: readonly JobType[] = [
  {
    ...{ code: 'looksTwice', description: '', system: null },
    run: (() => {
      const seen = new Set<string>();
      return async ({ executionId }) => {
        if (seen.has(executionId)) return { status: 'succeeded', message: null, result: null };
        seen.add(executionId);
        return { status: 'again', afterMs: 1_000 };
      };
    })(),
  },
  {
    ...{ code: 'fails', description: '', system: null },
    run: async () => ({ status: 'failed', message: 'recorded', result: null }),
  },
];

/** Runs of jobs that succeed, fail and are asked for while another one is under way, and of their event. */
export async function recordJobs(product: TestProduct, save: Save): Promise<void> {
  const scene = createScene(() => product);
  const person = await scene.person([], { email: 'keeper@example.test' });
  const told = await scene.profile({ recipientType: 'user', recipients: [person.uuid], channels: [{ type: 'email' }] });
  const event = 'scheduled_job_finished';
  const act = await scene.act([{ type: 'sendNotification', profiles: [told.uuid] }], { event });
  await product.call('put', `/trigger-sets/${event}`).send({ ignore: [], actions: [act.uuid] });

  for (const { code } of recordedJobTypes) {
    const job = await scene.make('/scheduled-jobs', { name: code, jobType: code, cron: '0 3 1 1 *' });
    const { body } = await product.call('post', `/scheduled-jobs/${job.uuid}/run`).expect(202);
    await save('scheduledJob', code === 'fails' ? 'failed' : 'looked-twice', body.workflowId as string);
    const firing = await eventually('the firing', () =>
      product.foundation.db.collection('firings').findOne({ event, objectUuid: job.uuid }),
    );
    if (code === 'fails') await save('scheduledJobFinished', 'with-notification', String(firing['workflowId']));
  }
}
