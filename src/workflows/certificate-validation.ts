import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ValidationActivities } from '../activities/validation';
import { validationInWords, type ValidationRequest, type ValidationWalk } from '../temporal/messages/validation';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';

/** A stretch is some seconds of work and a handful of events: a run stays far below 2,000 events. */
const stretchesPerRun = 50;

const retry = { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

function scanActivities() {
  return proxyActivities<ValidationActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout: '5m',
    scheduleToCloseTimeout: '30m',
    heartbeatTimeout: '20s',
    retry,
  });
}

const asked = proxyActivities<ValidationActivities>({ startToCloseTimeout: '5m', heartbeatTimeout: '20s', retry });

/** The regular check of certificates: stretch after stretch of those that are due, in runs that follow each other. */
export async function certificateValidation(given?: ValidationWalk): Promise<ValidationWalk> {
  const activities = scanActivities();
  let walk = given ?? { checked: 0, changed: 0 };
  if (given === undefined) await activities.fireLeftOpen();
  for (let stretches = 0; ; stretches += 1) {
    if (stretches >= stretchesPerRun || workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof certificateValidation>(walk);
    }
    const step = await activities.validationStretch(walk);
    walk = step.walk;
    if (step.isDone) break;
  }
  sayInWords(validationInWords(walk));
  return walk;
}

/** Checks certificates because somebody asked for it. */
export async function requestedValidation(request: ValidationRequest): Promise<ValidationWalk> {
  const { checked, changed } = await asked.checkNow(request);
  const walk = { checked, changed: changed.length };
  sayInWords(validationInWords(walk));
  return walk;
}
