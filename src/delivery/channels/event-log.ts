import { rejectedNotice } from '../../domain/notifications/rejected-notice';
import { eventLogIdOf, logLevelOf } from '../../domain/notifications/template-data';
import { type ChannelSender } from './channel';
import { temporary } from '../send-result';
import type { EventLogWriter } from '../../event-log/writer';

export interface EventLogDeps {
  readonly writer: EventLogWriter;
  readonly host: string;
  /** Source of entries whose profile names none. */
  readonly source?: string;
  readonly now: () => Date;
}

/**
 * One entry per notice in the event log. The delivery key is the entry's id, so a repeat adds nothing. Of a rejected
 * certificate only sinks that are receivers, such as syslog, are told which it was.
 */
export function createEventLogSender({
  writer,
  host,
  source = 'Certloom',
  now,
}: EventLogDeps): ChannelSender<'eventLog'> {
  return {
    type: 'eventLog',
    async send({ key, message, rejected, sample }, settings) {
      const { envelope } = message;
      const entry = {
        entryId: key,
        time: now(),
        source: settings.source ?? source,
        eventId: settings.eventId ?? eventLogIdOf(envelope.event),
        level: settings.level ?? logLevelOf(envelope, rejected),
        category: 0,
        message: message.text,
        data: message.facts,
        // A sample belongs to no firing.
        firingId: sample ? null : envelope.firingId,
        instanceId: null,
        itemId: null,
        host,
      };
      const kept = rejected ? { ...entry, message: rejectedNotice(envelope.event), data: {} } : entry;
      const deliveries = await writer.write(entry, kept);
      const failed = deliveries.filter(({ state }) => state === 'failed');
      if (failed.length === 0) return { kind: 'delivered' };
      const places = failed
        .map(({ sink, error, reason }) => `${sink} (${error ?? 'failed'}${reason === undefined ? '' : `: ${reason}`})`)
        .join(', ');
      return temporary('event_log_failed', `Not written to ${places}.`);
    },
  };
}
