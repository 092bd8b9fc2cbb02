import type { ForeignKind, MappingContext } from '../foreign-kind';
import { idAt, nameAt } from '../identity';
import type { Place } from '../ledger';
import { system } from './parts';
import { fiveFields } from './quartz';

const kind = 'ScheduledJob';
/** The job of the product that checks certificates, which every installation has. */
const validation = 'validation';

/** Jobs name a class of CZERTAINLY's core (`core.tasks`): what each does here. */
const elsewhere: Readonly<Record<string, string>> = {
  handleexpiringcertificates: 'the expiration scan: its line is expirationScan.cron of the settings',
};

/** What runs by the clock there. Jobs for discoveries and for the status of certificates are jobs here, too. */
export const scheduledJobKind: ForeignKind = {
  ...{ system, kind, partOf: kind, looksUp: ['Discovery'], lists: ['scheduledJobs'] },
  fits: (value) => 'jobName' in value && ('cronExpression' in value || 'jobType' in value || 'jobClassName' in value),
  identify: (item) => ({
    id: idAt(item.at('uuid', 'jobUuid')),
    target: { kind, name: taskOf(item) === 'updatecertificatestatus' ? validation : nameAt(item.at('jobName'), 'job') },
    isGiven: taskOf(item) === 'updatecertificatestatus',
  }),
  map(item, context) {
    const task = taskOf(item);
    const cron = fiveFields(idAt(item.at('cronExpression')) ?? '');
    const isValidation = task === 'updatecertificatestatus';
    const isKnown = isValidation || task === 'discoverycertificate';
    const discovery = isValidation ? undefined : discoveryOf(item, context);
    if (!isKnown || cron === undefined || (!isValidation && discovery === undefined)) {
      const [code, message] = reasonFor(task, { isKnown, cron });
      item.keep(code, message);
      return { objects: [] };
    }
    for (const member of ['uuid', 'jobUuid', 'jobType', 'jobClassName', 'system']) item.at(member).take();
    const named = item.at('jobName');
    if (named.text() !== context.name) named.note('name_kept', `it is called ${context.name} here`);
    item.at('cronExpression').text();
    item
      .at('cronExpression')
      .note('cron_read', `in five fields: ${cron}; the time zone of the server there is not told, and taken for UTC`);
    const user = item.at('userUuid');
    if (user.peek === null) user.take();
    else user.keep('user_unmapped', 'a job belongs to whoever imports it, and jobs of the product to nobody');
    const oneTimeAt = item.at('oneTime', 'oneShotOnly');
    const oneTime = oneTimeAt.flag() === true;
    if (oneTime && isValidation) oneTimeAt.note('one_time_unmapped', 'this job of the product runs again and again');
    const spec = {
      ...{ jobType: isValidation ? validation : 'discovery', cron, timeZone: 'UTC' },
      ...{ enabled: item.at('enabled').flag() ?? true, oneTime: oneTime && !isValidation },
      parameters: isValidation ? {} : { discovery },
    };
    return { objects: [{ kind, name: context.name, spec, initial: ['enabled'] }] };
  },
};

/** `com.czertainly.core.tasks.DiscoveryCertificateTask` is `discoverycertificate`. */
function taskOf(item: Place): string {
  const given = idAt(item.at('jobType', 'jobClassName')) ?? '';
  const last = given
    .split('.')
    .at(-1)!
    .toLowerCase()
    .replace(/(?:task|job)$/, '');
  // Lists of some releases leave the class out; jobs of the product have its name.
  return last === '' ? (idAt(item.at('jobName')) ?? '').toLowerCase().replace(/(?:task|job)$/, '') : last;
}

/** The discovery of the name that the job's data have, or the job. */
function discoveryOf(item: Place, { find }: MappingContext): string | undefined {
  const names = [item.at('objectData').at('name').peek, item.at('jobName').peek];
  return names.flatMap((one) => (typeof one === 'string' ? (find('Discovery', one)?.name ?? []) : [])).at(0);
}

function reasonFor(task: string, { isKnown, cron }: { readonly isKnown: boolean; readonly cron: string | undefined }) {
  const when = cron === undefined ? '' : `; its schedule in five fields is "${cron}"`;
  if (!isKnown) {
    const counterpart = elsewhere[task];
    const what =
      counterpart === undefined
        ? 'nothing here does what this job does there, as far as its class tells'
        : `what this job does there is done here by ${counterpart}`;
    return ['schedule_unmapped', `${what}${when}`] as const;
  }
  if (cron === undefined) {
    return [
      'schedule_unmapped',
      'five fields cannot say when it runs: make the job here, with a line of its own',
    ] as const;
  }
  return [
    'discovery_unknown',
    `the discovery that it runs is not here: set one up under the name that its data or it has, and import it again${when}`,
  ] as const;
}
