/** What instances have done, looked at from outside of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../builder/scene';
import type { MailCatcher } from '../../notifications/support/smtp';
import { effectsIn } from '../script-effects';
import { deskAddress, tellAddress } from './graphs';
import type { Receiver } from './receiver';

export interface Outside {
  readonly mail: MailCatcher;
  readonly receiver: Receiver;
  /** Marks that scripts have left, one a line. */
  readonly marks: string;
  /** Data folders of all processes, each with the log entries that it has written. */
  readonly dataFolders: () => readonly string[];
}

/** How often each instance had each effect. What a receiver can tell to be a repeat, by its id, counts once. */
export function createEffects({ mail, receiver, marks, dataFolders }: Outside) {
  const ids = (all: readonly (readonly [instance: string, id: string])[]) => {
    const byInstance = new Map<string, Set<string>>();
    for (const [instance, id] of all) byInstance.set(instance, (byInstance.get(instance) ?? new Set()).add(id));
    return (instance: string) => byInstance.get(instance)?.size ?? 0;
  };
  const mailsTo = (address: string) =>
    mail.mails
      .filter(({ to }) => to.includes(address))
      .map(({ headers }) => [headers.get('subject')?.[0] ?? '', headers.get('message-id')?.[0] ?? ''] as const);

  return {
    /** Entries that stand in the files of the processes, each by its id. */
    logged: () =>
      ids(
        dataFolders()
          .map((folder) => path.join(folder, 'event-log'))
          .filter((folder) => existsSync(folder))
          .flatMap((folder) => readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8')))
          // The last line of a process that was killed may be cut off; another one writes that entry again.
          .flatMap((text) => text.split('\n').filter((line) => line.includes('"eventId":4200') && line.endsWith('}')))
          .map((line) => JSON.parse(line) as Json)
          .map(({ instanceId, entryId }) => [String(instanceId), String(entryId)] as const),
      ),
    asked: () => ids(mailsTo(deskAddress)),
    /** Never repeated, so that every single message and call counts. */
    told: () => ids(mailsTo(tellAddress).map(([instance], index) => [instance, String(index)] as const)),
    called: () => ids(receiver.calls.map(({ instance }, index) => [instance, String(index)] as const)),
    /** Keys of the calls: one for each. */
    callKeys: () => new Set(receiver.calls.map(({ key }) => key)).size,
    /** By run of a script. */
    ran: () => effectsIn(marks),
  };
}

export type Effects = ReturnType<typeof createEffects>;

/** How steps end whose worker was lost: in the middle, or before a script had begun. */
const lossCodes: ReadonlySet<string> = new Set(['outcome_unknown', 'worker_lost', 'cancelled', 'no_worker']);

/** What is wrong with the log of an instance and its effects; empty: each step was taken once, in its order. */
export function faultsOf(
  instance: Json,
  way: readonly string[],
  effects: Readonly<Record<'logged' | 'asked' | 'told' | 'called', (instance: string) => number>> & {
    readonly ran: ReadonlyMap<string, number>;
  },
): { readonly faults: readonly string[]; readonly lost: number } {
  const uuid = String(instance['uuid']);
  const log = instance['steps'] as Json[];
  const faults: string[] = [];
  let lost = 0;
  if (instance['status'] !== 'complete') faults.push(`is ${instance['status']}: ${instance['statusMessage']}`);
  const names = log.map(({ uniqueName, visit }) => (visit === 1 ? String(uniqueName) : `${uniqueName} again`));
  if (names.join() !== way.join()) faults.push(`went ${names.join()}`);
  const count = ({ uniqueName, type, runId }: Json): number | undefined => {
    if (runId !== null) return effects.ran.get(String(runId)) ?? 0;
    if (type === 'email') return effects.told(uuid);
    if (type === 'rest_request') return effects.called(uuid);
    if (type === 'event_log') return effects.logged(uuid);
    return uniqueName === 'Ask' ? effects.asked(uuid) : undefined;
  };
  for (const visit of log) {
    const { uniqueName, status, error, outputs } = visit;
    if (uniqueName === 'Ask' && (outputs as Json)['decisions'].length !== 2) faults.push('counted approvals wrongly');
    const times = count(visit);
    if (status === 'failed') lost += 1;
    // Only what was lost with its worker may have failed, and then it was not done twice.
    if (status === 'failed' && !lossCodes.has(String((error as Json)?.['code'])))
      faults.push(`${uniqueName} failed: ${JSON.stringify(error)}`);
    if (times !== undefined && (status === 'done' ? times !== 1 : times > 1))
      faults.push(`${uniqueName} is ${status}, and happened ${times} times`);
  }
  return { faults: faults.map((fault) => `${uuid} ${fault}`), lost };
}
