import { alertKind } from '../../../../domain/alerts/kinds';
import { alertKindCodes, type AlertKindCode } from '../../../../domain/alerts/kind';
import { eventOfType } from '../../../../domain/builder/definition-type';
import type { DefinitionType } from '../../../../domain/builder/definition';
import type { EntryLevel, EventLogEntry } from '../../../../domain/event-log/entry';
import { events } from '../../../../domain/events/catalogue';
import { lookupIn, writtenOut } from '../../../../domain/values/tokens';
import type { LastingLog } from '../../../../event-log/lasting-log';
import { uuidOf } from '../../../../store/database/derived-ids';
import { writeEntries } from '../../../event-log/write-entries';
import { failedStep } from '../outcomes';
import type { StepRunner, StepWork } from '../step-runner';

export interface EventLogStepDeps {
  readonly log: Pick<LastingLog, 'write'>;
  readonly host: string;
  readonly now: () => Date;
}

/** What an entry says of the certificate that an instance is about, by name. */
const ofCertificate = {
  certificateId: 'certificate.id',
  thumbprint: 'certificate.thumbprint',
  fingerprint: 'certificate.fingerprint',
  serial: 'certificate.serial',
  subject: 'certificate.dn',
  issuer: 'certificate.issuer',
  notAfter: 'certificate.notAfter',
} as const;

/** Writes one entry. Its id follows from the visit, so a repeat adds nothing. */
export function createEventLogRunner({ log, host, now }: EventLogStepDeps): StepRunner {
  function entryOf({ instance, settings, values, key }: StepWork): EventLogEntry {
    const lookup = lookupIn(values);
    const known = Object.entries(ofCertificate).flatMap(([name, token]) => {
      const value = lookup(token);
      return value === undefined || value === null ? [] : [[name, writtenOut(value)] as const];
    });
    const given = Object.entries((settings['data'] as Record<string, unknown> | undefined) ?? {});
    return {
      entryId: uuidOf(`step-entry:${key}`),
      time: now(),
      source: writtenOut(settings['source'] ?? 'Certloom'),
      eventId: Number(settings['eventId'] ?? eventIdOf(instance.definition.type)),
      level: (settings['level'] as EntryLevel | undefined) ?? 'Warning',
      category: Number(settings['category'] ?? 0),
      message: writtenOut(settings['message']),
      data: Object.fromEntries([...given.map(([name, value]) => [name, writtenOut(value)] as const), ...known]),
      firingId: instance.cause?.firingId ?? null,
      instanceId: instance.uuid,
      itemId: instance.item?.uuid ?? null,
      host,
    };
  }

  return {
    code: 'event_log',

    preview(work) {
      const { source, eventId, level, category, message, data } = entryOf(work);
      return { source, eventId, level, category, message, data };
    },

    async run(work) {
      const entry = entryOf(work);
      const sinks = (work.settings['sinks'] as readonly string[] | undefined) ?? null;
      const fault = await writeEntries(log, [entry], sinks);
      if (fault !== null) return failedStep(fault.error, fault.message, true);
      return { kind: 'done', outputs: { entryId: entry.entryId } };
    },
  };
}

/** That of the alert or event that a definition is for; of all others that of an operation. */
function eventIdOf(type: DefinitionType): number {
  const event = eventOfType(type);
  if (event !== undefined) return events[event].eventLogId;
  const isAlert = (code: string): code is AlertKindCode => (alertKindCodes as readonly string[]).includes(code);
  return isAlert(type) ? alertKind(type).eventLogId : events.certificate_action_performed.eventLogId;
}
