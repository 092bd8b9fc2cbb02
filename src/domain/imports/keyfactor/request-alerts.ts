import type { MappingContext, Surroundings } from '../foreign-kind';
import type { Place } from '../ledger';
import { alertOf, scheduleOf } from './alert';
import { profileNamed } from './handler';

type Json = Readonly<Record<string, unknown>>;

/** Alerts on requests look alike: what tells them apart is the name of their list or file, their handler, or their tokens. */
function fitsRequest(word: string, token: string) {
  return (value: Json, { list, fileName }: Surroundings): boolean => {
    if (list !== null || !('TemplateId' in value || 'Template' in value) || 'ExpirationWarningDays' in value)
      return false;
    if (!('DisplayName' in value) || 'Steps' in value || 'WorkflowType' in value) return false;
    const text = JSON.stringify([value['Subject'], value['Message'], value['EventHandlerParameters']]).toLowerCase();
    const handler = JSON.stringify(value['RegisteredEventHandler'] ?? '').toLowerCase();
    return fileName?.toLowerCase().includes(word) === true || handler.includes(word) || text.includes(`{${token}}`);
  };
}

/** Of an alert on requests: the RA profile that its template becomes. */
function profileOf(item: Place, context: MappingContext): string | null {
  const template = item.at('Template');
  if (template.peek === null) template.take();
  for (const member of ['ForestRoot', 'ConfigurationTenant']) {
    const place = template.at(member);
    if (place.peek === null) place.take();
    else place.keep('template_place', 'RA profiles belong to no forest');
  }
  const keys = [item.at('TemplateId'), template.at('Id'), template.at('CommonName'), template.at('DisplayName')];
  const place = keys.findLast(({ peek }) => peek !== undefined && peek !== null) ?? item;
  return profileNamed(place, keys, context);
}

const looksUp = ['RaProfile'];

export const pendingAlertKind = alertOf({
  ...{ kind: 'PendingAlert', code: 'pending', lists: ['PendingCertAlerts', 'PendingAlerts'], looksUp },
  fits: fitsRequest('pending', 'apprlink'),
  own(item, context) {
    const { pendingReminders: max } = context.options;
    if (max === null) {
      item.note(
        'reminders_default',
        'the file does not say how often it reminds: not at all, unless pendingReminders says so',
      );
    }
    return {
      ...{ raProfileId: profileOf(item, context), when: 'schedule', sources: ['authority'] },
      repeat: max === null ? null : { everyDays: 1, max },
      schedule: scheduleOf(item, context),
    };
  },
});

export const issuedAlertKind = alertOf({
  ...{ kind: 'IssuedAlert', code: 'issued', lists: ['IssuedCertAlerts', 'IssuedAlerts'], looksUp },
  fits: fitsRequest('issued', 'dnldlink'),
  own: (item, context) => ({
    ...{ raProfileId: profileOf(item, context), when: 'both' },
    schedule: scheduleOf(item, context),
  }),
});

export const deniedAlertKind = alertOf({
  ...{ kind: 'DeniedAlert', code: 'denied', lists: ['DeniedCertAlerts', 'DeniedAlerts'], looksUp },
  fits: fitsRequest('denied', 'cmnt'),
  own: (item, context) => ({ raProfileId: profileOf(item, context) }),
});
