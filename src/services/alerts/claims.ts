import type { Alert } from '../../domain/alerts/alert';
import type { LedgerRow } from '../../domain/alerts/ledger';
import type { AlertRun } from '../../domain/alerts/run';
import { ledgerIdOf, type AlertLedgerStore } from '../../store/alerts/ledger';
import type { DueStep, ItemWork } from './item-work';

/** The ledger as one run uses it. */
export interface Claims {
  /** The id of the row that a step has, or would have. */
  idOf(work: Pick<ItemWork, 'item'>, step: DueStep): string;
  /** True where the run is the one that carries the step out; false: somebody else has it. */
  claim(asked: readonly { readonly work: ItemWork; readonly step: DueStep }[]): Promise<readonly boolean[]>;
  begin(id: string): Promise<void>;
  refuse(id: string, error: string, message: string): Promise<void>;
  settle: AlertLedgerStore['settle'];
}

export interface ClaimDeps {
  readonly ledger: Pick<AlertLedgerStore, 'insert' | 'begin' | 'refuse' | 'settle'>;
  readonly now: () => Date;
}

/** The id of the row that a step has, or would have. */
export function rowIdOf(
  alert: Pick<Alert, 'uuid'>,
  { item }: Pick<ItemWork, 'item'>,
  { due, channel }: DueStep,
): string {
  const { threshold, occurrence } = due;
  return ledgerIdOf({ alertId: alert.uuid, itemId: item.id, threshold, occurrence, channel });
}

/** @param alert whose ledger it is: of a test that is to leave no trace, its own */
export function createClaims(
  { ledger, now }: ClaimDeps,
  alert: Pick<Alert, 'uuid'>,
  run: Pick<AlertRun, 'workflowId'>,
): Claims {
  function rowOf({ item }: ItemWork, step: DueStep, threshold: number, more: Partial<LedgerRow> = {}): LedgerRow {
    const at = now();
    const occurrence = threshold === step.due.threshold ? step.due.occurrence : 1;
    const key = { alertId: alert.uuid, itemId: item.id, threshold, occurrence, channel: step.channel };
    return {
      ...{ id: ledgerIdOf(key), ...key, itemName: item.name, handlerId: step.handler.id, state: 'claimed' },
      ...{ firstDueAt: at, doneAt: null, effectStartedAt: null, workflowId: run.workflowId, attempts: 0 },
      ...{ error: null, message: null },
      ...more,
    };
  }

  return {
    idOf: (work, step) => rowIdOf(alert, work, step),

    async claim(asked) {
      const fresh = asked.filter(({ step }) => step.row === null);
      const rows = fresh.flatMap(({ work, step }) => [
        rowOf(work, step, step.due.threshold),
        ...step.due.superseded.map((threshold) => rowOf(work, step, threshold, { state: 'superseded' })),
      ]);
      const taken = await ledger.insert(rows);
      return asked.map(({ work, step }) => step.row !== null || !taken.has(rowIdOf(alert, work, step)));
    },
    begin: (id) => ledger.begin(id, now()),
    refuse: ledger.refuse,
    settle: ledger.settle,
  };
}
