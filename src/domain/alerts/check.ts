import type { Fault } from '../problem';
import { givenParameterFaults } from '../scripts/parameters';
import { isPlainObject } from '../values/json';
import { textsIn } from '../values/tokens';
import type { AlertFields } from './alert';
import { compatFaults } from './compat';
import { tokenFaults } from './fill-tokens';
import type { BranchHandler, Handler } from './handler';
import { handlerType } from './handler-types';
import { alertKind } from './kinds';
import type { OwnAlertField } from './kind';
import { recipientFaults } from './recipients';
import { scheduleFaults } from './schedule';

/** Every fault of an alert but those of what it names and of its conditions. */
export function alertFaults(alert: AlertFields): Fault[] {
  const { kind, schedule, thresholds, subject, message, recipients, handlers, timeZone } = alert;
  const { needsSchedule, hasThresholds, repeats, name } = alertKind(kind);
  const fault = (pointer: string, code: string, detail: string): Fault => ({ pointer, code, detail });
  const unfit = (pointer: string) => fault(pointer, 'wrong_value', `alerts of the kind ${name} have none`);
  return [
    ...(schedule === null && needsSchedule ? [fault('/schedule', 'required', 'when does it look?')] : []),
    ...(schedule === null ? [] : scheduleFaults(schedule, timeZone)),
    ...(hasThresholds && thresholds.length === 0
      ? [fault('/thresholds', 'required', 'at least one number of days')]
      : []),
    ...(new Set(thresholds).size < thresholds.length
      ? [fault('/thresholds', 'wrong_value', 'each number of days once')]
      : []),
    ...collectionFaults(alert),
    ...ownFaults(alert),
    ...(alert.repeat !== null && !repeats ? [unfit('/repeat')] : []),
    ...tokenFaults(subject, kind, '/subject'),
    ...tokenFaults(message, kind, '/message'),
    ...recipientFaults(recipients, kind, '/recipients'),
    ...compatFaults(alert),
    ...handlers.flatMap((handler, index) => handlerFaults(handler, alert, `/handlers/${index}`)),
    ...sameNames(handlers, '/handlers'),
  ];
}

function collectionFaults({ kind, collectionId, needsCollection, enabled }: AlertFields): Fault[] {
  const { hasCollection, name } = alertKind(kind);
  const given = [collectionId === null ? [] : '/collectionId', needsCollection ? '/needsCollection' : []].flat();
  if (!hasCollection) {
    const detail = `alerts of the kind ${name} have none`;
    return given.map((pointer) => ({ pointer, code: 'wrong_value', detail }));
  }
  if (!enabled || !needsCollection || collectionId !== null) return [];
  const detail =
    'the collection that it was about is not here: choose one before it is enabled, or set needsCollection to false for the whole inventory';
  return [{ pointer: '/collectionId', code: 'collection_needed', detail }];
}

/** Of members that only some kinds have. */
function ownFaults(alert: AlertFields): Fault[] {
  const { own, name } = alertKind(alert.kind);
  const has = (field: OwnAlertField) => own.includes(field);
  const members: OwnAlertField[] = ['keys', 'endpoint', 'raProfileId'];
  const surplus = members.filter((field) => alert[field] !== null && !has(field));
  const { endpoint, schedule, when, repeat } = alert;
  const looksByClock = alertKind(alert.kind).startedByEvents === true && (when === 'schedule' || repeat !== null);
  return [
    ...(looksByClock && schedule === null
      ? [{ pointer: '/schedule', code: 'required', detail: 'when does it look, for what it is to report then?' }]
      : []),
    ...surplus.map((field) => ({
      ...{ pointer: `/${field}`, code: 'wrong_value', detail: `alerts of the kind ${name} have none` },
    })),
    ...(endpoint === null && has('endpoint')
      ? [{ pointer: '/endpoint', code: 'required', detail: 'what does it watch?' }]
      : []),
    ...(endpoint?.type === 'ocsp' && endpoint.issuerCertificateId === null
      ? [
          {
            pointer: '/endpoint/issuerCertificateId',
            code: 'required',
            detail: 'a responder cannot be asked without the certificate of the CA',
          },
        ]
      : []),
  ];
}

function handlerFaults(handler: Handler, alert: AlertFields, at: string): Fault[] {
  const { runPers } = handlerType(handler.type);
  const perFault =
    alert.semantics === 'native' && !runPers.includes(handler.runPer)
      ? [{ pointer: `${at}/runPer`, code: 'wrong_value', detail: `it runs per ${runPers.join(' or ')}` }]
      : [];
  const { handlers } = handler.onError;
  return [
    ...perFault,
    ...settingsFaults(handler, alert, at),
    ...handlers.flatMap((branch, index) => settingsFaults(branch, alert, `${at}/onError/handlers/${index}`)),
    ...sameNames(handlers, `${at}/onError/handlers`),
  ];
}

function settingsFaults({ type, settings }: BranchHandler, { kind }: AlertFields, at: string): Fault[] {
  const { kinds, templates, title, faults = () => [] } = handlerType(type);
  const own = settings['recipients'];
  return [
    ...(kinds !== null && !kinds.includes(kind)
      ? [{ pointer: `${at}/type`, code: 'kind_not_supported', detail: `${title} is not for alerts of this kind` }]
      : []),
    ...templates.flatMap((member) =>
      textsIn(settings[member], `${at}/settings/${member}`).flatMap(({ text, pointer }) =>
        tokenFaults(text, kind, pointer),
      ),
    ),
    ...twinsOf(settings['parameters'], `${at}/settings`),
    ...faults(settings).map((fault) => ({ ...fault, pointer: `${at}/settings${fault.pointer}` })),
    ...(Array.isArray(own) ? recipientFaults(own as string[], kind, `${at}/settings/recipients`) : []),
  ];
}

/** Names that PowerShell takes for one. */
function twinsOf(parameters: unknown, at: string): Fault[] {
  if (!isPlainObject(parameters)) return [];
  return givenParameterFaults(parameters).map((one) => ({ ...one, pointer: `${at}${one.pointer}` }));
}

function sameNames(handlers: readonly BranchHandler[], at: string): Fault[] {
  const seen = new Set<string>();
  return handlers.flatMap(({ name }, index) => {
    const folded = name.toLowerCase();
    if (!seen.has(folded)) {
      seen.add(folded);
      return [];
    }
    return [{ pointer: `${at}/${index}/name`, code: 'name_taken', detail: 'another handler has this name' }];
  });
}

/** Channels that a change adds: what was due before would be reported for them, too. */
export function addsChannels(before: AlertFields | null, after: AlertFields): boolean {
  if (!after.enabled || after.mode === 'workflow') return false;
  if (before === null || !before.enabled || before.mode === 'workflow') return true;
  const fixed = ({ recipients }: AlertFields) => recipients.map((entry) => entry.toLowerCase());
  const known = new Set(fixed(before));
  const handlers = new Set(before.handlers.filter(({ enabled }) => enabled).map(({ id }) => id));
  return (
    fixed(after).some((entry) => !known.has(entry)) ||
    after.handlers.some(({ id, enabled }) => enabled && !handlers.has(id)) ||
    (before.collectionId !== after.collectionId && before.collectionId !== null) ||
    Math.max(...after.thresholds) > Math.max(...before.thresholds)
  );
}
