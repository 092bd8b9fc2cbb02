import { alertKind } from '../../domain/alerts/kinds';
import type { EntryLevel } from '../../domain/event-log/entry';
import type { EventLogEntry } from '../../domain/event-log/entry';
import { uuidOf } from '../../store/database/derived-ids';
import type { LastingLog } from '../../event-log/lasting-log';
import { writeEntries } from '../event-log/write-entries';
import { failedEffect, type Effect, type EffectItem, type EffectRunner } from './effect';
import { textOfHtml } from './html-text';
import { fillText, textOr } from './texts';

export interface EventLogEffectDeps {
  readonly log: Pick<LastingLog, 'write'>;
  readonly host: string;
  readonly now: () => Date;
}

/** Entries that are on their way at a time: they share the statements of the database. */
const together = 500;

/** One entry for an item. Its id follows from the row of the ledger, so a repeat adds nothing. */
export function createEventLogEffect({ log, host, now }: EventLogEffectDeps): EffectRunner {
  function entryOf(effect: Effect, at: EffectItem, key: string): EventLogEntry {
    const { alert, handler } = effect;
    const { settings } = handler;
    const given = typeof settings['data'] === 'object' ? (settings['data'] as Record<string, string>) : {};
    const more = Object.entries(given).map(([name, text]) => [name, fillText(String(text), effect, at, 'text').text]);
    return {
      entryId: key,
      time: now(),
      source: textOr(settings['source'], 'Certloom'),
      eventId: Number(settings['eventId'] ?? at.item.logAs?.eventId ?? alertKind(alert.kind).eventLogId),
      level: (settings['level'] as EntryLevel | undefined) ?? at.item.logAs?.level ?? 'Warning',
      category: Number(settings['category'] ?? 0),
      message: messageOf(effect, at),
      data: {
        ...(Object.fromEntries(more) as Record<string, string>),
        ...at.item.logData,
        ...{ alert: alert.name, threshold: String(at.threshold) },
      },
      firingId: at.firingId,
      instanceId: null,
      itemId: at.item.id,
      host,
    };
  }

  return {
    type: 'event_log',
    isRepeatable: true,
    lanes: together,

    preview(effect) {
      const { source, eventId, level, category, message, data } = entryOf(effect, effect.items[0], effect.key);
      return { source, eventId, level, category, message, data };
    },

    async carryOut(effect) {
      const { key, items, handler } = effect;
      const sinks = (handler.settings['sinks'] as readonly string[] | undefined) ?? null;
      const entries = items.map((at) => entryOf(effect, at, items.length === 1 ? key : uuidOf(`${key}:${at.item.id}`)));
      const fault = await writeEntries(log, entries, sinks);
      return fault === null ? { kind: 'done' } : failedEffect(fault.error, fault.message, true);
    },
  };
}

/** The text of the handler; else the subject of the alert and the text of its message. */
function messageOf(effect: Effect, at: EffectItem): string {
  const own = effect.handler.settings['message'];
  if (typeof own === 'string' && own.trim() !== '') return fillText(own, effect, at, 'text').text;
  const { subject, message } = effect.alert;
  return [fillText(subject, effect, at, 'line').text, fillText(textOfHtml(message), effect, at, 'text').text]
    .filter((text) => text !== '')
    .join('\n');
}
