import type { Alert } from '../../domain/alerts/alert';
import { dueFor, type Due, type LedgerMark } from '../../domain/alerts/due';
import { planHandlers, type HandlerStep } from '../../domain/alerts/handler-plan';
import { handlerType } from '../../domain/alerts/handler-types';
import { acknowledgedError, heldBack, type LedgerRow } from '../../domain/alerts/ledger';
import { nothingDone, type ItemProgress } from '../../domain/alerts/progress';
import { resolveRecipients } from '../../domain/alerts/recipients';
import type { AlertRunNote } from '../../domain/alerts/run';
import { groupBy } from '../../domain/values/group-by';
import type { AlertItem } from './item';

/** A step that is due, with the row of the ledger that this run has for it. */
export interface DueStep extends HandlerStep {
  readonly due: Due;
  readonly row: LedgerRow | null;
  /** Carried out by a run that is over: only what it has left counts, for the steps behind it. */
  readonly isRecalled?: boolean;
}

/** An item for which something is to be done. */
export interface ItemWork {
  readonly item: AlertItem;
  /** Of the first step: what its firing is about. */
  readonly threshold: number;
  readonly occurrence: number;
  readonly recipients: readonly string[];
  readonly steps: readonly DueStep[];
  progress: ItemProgress;
  /** Another run was quicker: what this one has not claimed is the other's. */
  isLeft?: boolean;
}

export interface PlanInput {
  readonly alert: Alert;
  readonly at: Date;
  readonly fallback: readonly string[];
  /** Rows of the item; all of them. */
  readonly rowsOf: (itemId: string) => readonly LedgerRow[];
  /** Rows that this run has, or may take over because their run has ended. */
  readonly isOurs: (row: LedgerRow) => boolean;
  /** Rows of other runs that are under way: of such an item nothing is begun. Without it, no run is to be. */
  readonly isBusy?: (row: LedgerRow) => boolean;
  /** Only this row, and nothing that is due beside it. */
  readonly only?: string;
}

export interface PlannedItems {
  readonly works: readonly ItemWork[];
  readonly notes: readonly AlertRunNote[];
}

/** The note of items that were left to another run. */
export const leftToOther = 'left_to_other_run';

/** What is to be done for items by the rules and the ledger. */
export function planItems(items: readonly AlertItem[], input: PlanInput): PlannedItems {
  const notes: AlertRunNote[] = [];
  const works = items.flatMap((item) => planItem(item, input, notes) ?? []);
  return { works, notes };
}

function planItem(item: AlertItem, input: PlanInput, notes: AlertRunNote[]): ItemWork | null {
  const { alert, at, only } = input;
  const rows = groupBy(input.rowsOf(item.id), ({ channel }) => channel);
  const whom = recipientsOf(item, input);
  const planned = planHandlers(alert, whom).filter(
    ({ handler }) => item.isQuiet !== true || handlerType(handler.type).isLog === true,
  );
  const acknowledged = acknowledgedAt(input.rowsOf(item.id));
  const all = planned.flatMap((step): DueStep[] => {
    const ofChannel = rows.get(step.channel) ?? [];
    const own = ofChannel.find((row) => input.isOurs(row) && (only === undefined || row.id === only));
    if (own !== undefined) {
      const { threshold, occurrence } = own;
      return [{ ...step, row: own, due: { threshold, occurrence, superseded: [] } }];
    }
    if (only !== undefined) return [];
    // Whoever is added later is told of what comes after it.
    if (acknowledged !== null && ofChannel.length === 0 && item.reached[0]! >= acknowledged) return [];
    const due = dueFor(item.reached, ofChannel.filter((row) => !input.isOurs(row)).map(markOf), alert.repeat, at);
    return due === null ? [] : [{ ...step, row: null, due }];
  });
  const ofItem = input.rowsOf(item.id);
  const isLeft = all.some(
    ({ row: own, due }) => own === null && ofItem.some((row) => isOf(row, due) && input.isBusy?.(row) === true),
  );
  if (isLeft) notes.push({ code: leftToOther, detail: 'another run of the alert has it', count: 1 });
  const steps = isLeft ? all.filter(({ row }) => row !== null) : all;
  const [first] = steps;
  if (first === undefined) return null;
  notes.push(...whom.notes);
  const { threshold, occurrence } = steps.reduce(
    (one, other) => (other.due.threshold < one.due.threshold ? other : one),
    first,
  ).due;
  const work = { item, threshold, occurrence, recipients: whom.addresses, progress: nothingDone };
  if (input.isBusy === undefined) return { ...work, steps };
  return { ...work, steps: withRecalled(planned, steps, ofItem) };
}

/** The smallest threshold at which somebody has acknowledged the item; null: nobody has. */
function acknowledgedAt(rows: readonly LedgerRow[]): number | null {
  const marks = rows.flatMap(({ error, threshold }) => (error === acknowledgedError ? [threshold] : []));
  return marks.length === 0 ? null : Math.min(...marks);
}

/** With the steps of the same message that a run has carried out which did not come to its end. */
function withRecalled(
  planned: readonly HandlerStep[],
  steps: readonly DueStep[],
  rows: readonly LedgerRow[],
): readonly DueStep[] {
  const wanted = new Map(steps.map((step) => [step.channel, step]));
  return planned.flatMap((step): DueStep[] => {
    const own = wanted.get(step.channel);
    if (own !== undefined) return [own];
    if (step.isBatch || handlerType(step.handler.type).isMail) return [];
    const isOver = ({ state, channel }: LedgerRow) =>
      channel === step.channel && (state === 'done' || state === 'failed');
    const row = rows.find((one) => isOver(one) && steps.some(({ due }) => isOf(one, due)));
    if (row === undefined) return [];
    const { threshold, occurrence } = row;
    return [{ ...step, row, due: { threshold, occurrence, superseded: [] }, isRecalled: true }];
  });
}

function isOf(row: LedgerRow, { threshold, occurrence }: Due): boolean {
  return row.threshold === threshold && row.occurrence === occurrence;
}

function recipientsOf(item: AlertItem, { alert, fallback }: Pick<PlanInput, 'alert' | 'fallback'>) {
  const values = item.tokensAt(item.reached[0]!);
  const resolve = (entries: readonly string[]) => resolveRecipients(entries, alert.kind, values, fallback);
  const own = alert.handlers.flatMap(({ id, type, settings }) => {
    const entries = settings['recipients'];
    const has = handlerType(type).isMail && Array.isArray(entries) && entries.length > 0;
    return has ? [[id, resolve(entries as readonly string[])] as const] : [];
  });
  const ofAlert = resolve(alert.recipients);
  const all = [ofAlert, ...own.map(([, resolved]) => resolved)];
  const unresolved = new Set(all.flatMap(({ unresolved: entries }) => entries));
  return {
    addresses: ofAlert.addresses,
    ofHandlers: new Map(own.map(([id, { addresses }]) => [id, addresses])),
    notes: [
      ...[...unresolved].map((detail): AlertRunNote => ({ code: 'recipient_unresolved', detail, count: 1 })),
      ...(all.some(({ isFallback }) => isFallback)
        ? [{ code: 'recipients_fallback', detail: 'the fallback recipients of the settings were used', count: 1 }]
        : []),
    ],
  };
}

/** What was held back by a handler counts as sent: a reminder may follow. */
function markOf({ threshold, occurrence, state, firstDueAt, error }: LedgerRow): LedgerMark {
  const seen = state === 'cancelled' && heldBack.has(error) ? 'done' : state;
  return { threshold, occurrence, state: seen, at: firstDueAt };
}
