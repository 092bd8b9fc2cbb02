import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, Json } from './api-client';
import { checkEventLog, checkMails, demoMails } from './check-notifications';
import { namesIn, quoted } from './compare';
import type { CheckedEnding } from './expiring';
import { expiringNames } from './expiring-rules';
import type { MailCatcher } from './mail-catcher';
import { addresses, eventLogSource, names } from './rules';
import { cut, textTable } from './text-table';
import type { Told } from './told';

const pollMs = 300;

/** One event with what was found of it. */
export interface CheckedEvent {
  readonly told: Told;
  readonly firingId: string | undefined;
  readonly mails: readonly Json[];
  readonly logEntries: readonly Json[];
  /** Sentences, each about one thing that is not as it must be. */
  readonly deviations: readonly string[];
}

/** The two events that the certificates near their end have shown. */
export function toldByEnding({ uploaded, firingId, ending }: CheckedEnding): readonly Told[] {
  return [
    {
      ...{ event: 'certificate_uploaded', cause: ending.name, triggers: [names.renewTrigger, names.groupTrigger] },
      ...{ mailTo: [addresses.renew, addresses.owner], deviations: [] },
      find: async () => uploaded.firingId,
    },
    {
      ...{ event: 'certificate_expiring', cause: `${ending.name}, ${ending.what}`, mailTo: ending.mailTo },
      ...{ triggers: [expiringNames.trigger, expiringNames.logTrigger], deviations: [] },
      find: async () => firingId,
    },
  ];
}

/** Looks at an event from all sides until everything is as it must be, or until `until` (milliseconds since 1970). */
export async function checkEvent(
  client: ApiClient,
  catcher: MailCatcher | undefined,
  told: Told,
  until: number,
): Promise<CheckedEvent> {
  for (;;) {
    const checked = await look(client, catcher, told);
    if (checked.deviations.length === told.deviations.length || Date.now() > until) return checked;
    await sleep(pollMs);
  }
}

async function look(client: ApiClient, catcher: MailCatcher | undefined, told: Told): Promise<CheckedEvent> {
  const firingId = await told.find();
  const answer = firingId === undefined ? undefined : await client.send(`/event-history/${firingId}`);
  if (firingId === undefined || answer?.status !== 200) {
    const deviations = [...told.deviations, 'has no firing in the event history'];
    return { told, firingId: undefined, mails: [], logEntries: [], deviations };
  }
  const [deliveries, entries] = await Promise.all([
    client.list(`/deliveries?firingId=${firingId}`),
    client.list(`/event-log?firingId=${firingId}`),
  ]);
  const { event, outcome, status, matchedTriggers } = answer.body;
  const matched = namesIn(matchedTriggers);
  const missing = told.triggers.filter((name) => !matched.includes(name));
  return {
    ...{ told, firingId, mails: demoMails(deliveries) },
    logEntries: entries.filter(({ source }) => source === eventLogSource),
    deviations: [
      ...told.deviations,
      ...(event === told.event ? [] : [`the firing is of ${String(event)}`]),
      ...(outcome === 'performed' ? [] : [`the firing is ${String(outcome)} and must be performed`]),
      ...(missing.length === 0 ? [] : [`${quoted(missing)} did not match`]),
      ...(catcher === undefined || status === 'finished' ? [] : [`the firing is ${String(status)}`]),
      ...checkMails(deliveries, told, catcher),
      ...checkEventLog(entries, { inEventLog: true }),
    ],
  };
}

/** One row for each event: what caused it, its mail, its log entry and its firing. */
export function eventTable(checked: readonly CheckedEvent[], apiUrl: string, catcher: MailCatcher | undefined): string {
  const files = new Map((catcher?.mails() ?? []).map(({ deliveryId, file }) => [deliveryId, path.basename(file)]));
  const mailOf = ({ deliveryId, status }: Json) => files.get(String(deliveryId)) ?? String(status);
  const rows = checked.map(({ told, firingId, mails, logEntries, deviations }) => [
    told.event,
    cut(told.cause, 50),
    mails.map(mailOf).join(', '),
    logEntries.map(({ entryId }) => String(entryId)).join(', '),
    deviations.length === 0 ? 'yes' : 'NO',
    firingId === undefined ? '' : `${apiUrl}/api/v1/event-history/${firingId}`,
  ]);
  return textTable(['event', 'cause', 'mail', 'log entry', 'as expected', 'firing'], rows);
}

/** Each thing that did not come out as expected; empty when all did. */
export function eventDeviations(checked: readonly CheckedEvent[]): string[] {
  return checked.flatMap(({ told, deviations }) => deviations.map((text) => `  ${told.event}, ${told.cause}: ${text}`));
}
