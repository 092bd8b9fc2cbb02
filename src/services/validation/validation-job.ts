import type { JobType } from '../jobs/job-type';
import type { ValidationWalker } from './walk';

export interface ValidationJobDeps {
  /** Made when it is first needed: only workers check. */
  readonly walker: () => Pick<ValidationWalker, 'fireLeftOpen' | 'stretch'>;
}

/** The hourly check of certificates that are due. What is checked is not due any more: it may be broken off and done again. */
export function createValidationJob({ walker }: ValidationJobDeps): JobType {
  return {
    code: 'validation',
    description: 'Checks chain, signature, dates and revocation of certificates, what has waited longest first.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b4', name: 'validation', cron: '37 * * * *' },
    async run(work) {
      const { fireLeftOpen, stretch } = walker();
      // In each attempt: what the one before has left, too.
      await fireLeftOpen();
      let walk = { checked: 0, changed: 0 };
      for (;;) {
        const step = await stretch(walk, { ...work, isRepeat: false });
        walk = step.walk;
        if (step.isDone) return { status: 'succeeded', message: null, result: { ...walk } };
      }
    },
  };
}
