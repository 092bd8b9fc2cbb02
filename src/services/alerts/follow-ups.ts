import type { Alert } from '../../domain/alerts/alert';
import { acknowledgedError, heldBack, type LedgerRow } from '../../domain/alerts/ledger';
import type { Actor } from '../../domain/identity/actor';
import { CertloomError } from '../../domain/problem';
import { groupBy } from '../../domain/values/group-by';
import { ledgerIdOf, type AlertLedgerStore } from '../../store/alerts/ledger';
import type { AlertRunStart } from '../../temporal/messages/alerts';

export interface FollowUpDeps {
  readonly ledger: Pick<AlertLedgerStore, 'ofItems' | 'insert' | 'reclaim'>;
  readonly workflowIdOf: (alertUuid: string, request: string) => string;
  readonly startRun: (start: AlertRunStart, request: string) => Promise<string>;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** What people do with what an alert has reported. */
export function createAlertFollowUps({ ledger, workflowIdOf, startRun, newId, now }: FollowUpDeps) {
  return {
    /** The row goes to a run of its own. Throws `invalid_state` unless it failed or is uncertain. */
    async resend(row: LedgerRow, actor: Actor): Promise<string> {
      const { id: rowId, itemId, alertId: alertUuid } = row;
      const request = newId();
      const taken = await ledger.reclaim(rowId, ['failed', 'uncertain'], workflowIdOf(alertUuid, request));
      if (!taken) {
        throw new CertloomError('invalid_state', 'Only what failed or is uncertain can be sent again.');
      }
      return startRun({ alertUuid, trigger: 'resend', context: 'api', actor, resend: { rowId, itemId } }, request);
    },

    /**
     * No reminders of the item follow, and nobody who is added later is told of what was acknowledged. Gives how many
     * channels had reminders to come.
     */
    async acknowledge(alert: Alert, itemId: string): Promise<number> {
      const rows = (await ledger.ofItems(alert.uuid, [itemId])).get(itemId) ?? [];
      if (rows.length === 0) throw new CertloomError('not_found', 'The alert has reported no such item.');
      const at = now();
      const stops = [...groupBy(rows, ({ channel }) => channel).values()].flatMap((ofChannel): LedgerRow[] => {
        const smallest = Math.min(...ofChannel.map(({ threshold }) => threshold));
        const last = ofChannel
          .filter(({ threshold }) => threshold === smallest)
          .reduce((one, other) => (other.occurrence > one.occurrence ? other : one));
        if (last.state === 'cancelled' && !heldBack.has(last.error)) return [];
        const key = { ...last, occurrence: last.occurrence + 1 };
        const over = {
          state: 'cancelled' as const,
          firstDueAt: at,
          doneAt: at,
          error: acknowledgedError,
          message: null,
        };
        return [{ ...key, ...over, id: ledgerIdOf(key), effectStartedAt: null, attempts: 0 }];
      });
      await ledger.insert(stops);
      return alert.repeat === null ? 0 : stops.length;
    },
  };
}

export type AlertFollowUps = ReturnType<typeof createAlertFollowUps>;
