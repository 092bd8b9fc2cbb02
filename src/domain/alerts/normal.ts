import { zoneNamed } from '../jobs/times';
import type { AlertFields } from './alert';
import { splitRecipients } from './recipients';
import { normalSchedule } from './schedule';

type Normalised = 'thresholds' | 'timeZone' | 'recipients';

/** An alert as it is stored: largest threshold first, one recipient an entry, the schedule and its zone in one spelling. */
export function normalAlert<T extends Pick<AlertFields, Normalised> & Partial<Pick<AlertFields, 'schedule'>>>(
  given: T,
): T {
  return {
    ...given,
    thresholds: [...given.thresholds].sort((one, other) => other - one),
    timeZone: zoneNamed(given.timeZone) ?? given.timeZone,
    recipients: splitRecipients(given.recipients),
    ...(given.schedule == null ? {} : { schedule: normalSchedule(given.schedule) }),
  };
}
