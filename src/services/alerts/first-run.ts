import type { Alert, AlertFields } from '../../domain/alerts/alert';
import { carriedChannels, type CarriedChannel } from '../../domain/alerts/compat';
import type { LedgerRow, LedgerState } from '../../domain/alerts/ledger';
import type { AlertKindCode } from '../../domain/alerts/kind';
import { CertloomError } from '../../domain/problem';
import type { PlatformSettings } from '../../domain/settings/platform';
import { ledgerIdOf, type AlertLedgerStore } from '../../store/alerts/ledger';
import type { AlertItem, ItemSource } from './item';
import { planItems } from './item-work';

export interface FirstRunDeps {
  readonly sources: ReadonlyMap<AlertKindCode, ItemSource>;
  readonly ledger: Pick<AlertLedgerStore, 'ofItems' | 'insert' | 'ofChannel'>;
  readonly settings: () => Promise<PlatformSettings>;
  readonly now: () => Date;
}

/** Whom rows belong to that no run has written. */
const noRun = 'first-run';
const pageSize = 500;

/** What is due when an alert begins to report. */
export function createFirstRun({ sources, ledger, settings, now }: FirstRunDeps) {
  async function* duePages(
    alert: Alert,
    at: Date,
    carried: readonly CarriedChannel[] = [],
  ): AsyncGenerator<{ works: ReturnType<typeof planItems>['works']; items: readonly AlertItem[] }> {
    const source = sources.get(alert.kind);
    if (source === undefined) return;
    const { alerts } = await settings();
    let cursor: string | null = null;
    do {
      const page = await source.page(alert, at, cursor, null);
      const rows = await ledger.ofItems(
        alert.uuid,
        page.items.map(({ id }) => id),
      );
      const rowsOf = (id: string) => {
        const own = rows.get(id) ?? [];
        return [...own, ...carried.flatMap((channel) => carriedRows(own, channel))];
      };
      const { works } = planItems(page.items, {
        ...{ alert, at, fallback: alerts.fallbackRecipients, rowsOf, isOurs: () => false },
      });
      yield { works, items: page.items };
      cursor = page.next;
    } while (cursor !== null);
  }

  function rowOf(
    alert: Alert,
    item: AlertItem,
    threshold: number,
    channel: string,
    handlerId: string,
    state: LedgerState,
  ): LedgerRow {
    const at = now();
    const key = { alertId: alert.uuid, itemId: item.id, threshold, occurrence: 1, channel };
    return {
      ...{ id: ledgerIdOf(key), ...key, itemName: item.name, handlerId, state, firstDueAt: at, doneAt: at },
      ...{ effectStartedAt: null, workflowId: noRun, attempts: 0, error: null, message: null },
    };
  }

  return {
    /**
     * Throws `first_run_unconfirmed` where more is due than people may have thought of.
     * @param before what it was, so that what will be carried over counts as reported; null: it is new
     */
    async refuseUnconfirmed(alert: Alert, before: Alert | null): Promise<void> {
      const { firstRunConfirm } = (await settings()).alerts;
      const carried = before === null ? [] : carriedChannels(before, alert);
      let due = 0;
      for await (const { works } of duePages(alert, now(), carried)) due += works.length;
      if (due <= firstRunConfirm) return;
      throw new CertloomError(
        'first_run_unconfirmed',
        `${due} items are due at once. Say with firstRun whether they are reported (fire) or count as reported (baseline).`,
        { extra: { dueItems: due } },
      );
    },

    /** What is due counts as reported from now on. Doing it again changes nothing. */
    async markReported(alert: Alert): Promise<void> {
      for await (const { works } of duePages(alert, now())) {
        const rows = works.flatMap(({ item, steps }) =>
          steps.map(({ channel, handler, due }) => rowOf(alert, item, due.threshold, channel, handler.id, 'baseline')),
        );
        await ledger.insert(rows);
      }
    },

    /** An alert that comes to native semantics: nothing is done again. Doing this again changes nothing. */
    async carryOver(before: Alert, after: AlertFields): Promise<void> {
      for (const channel of carriedChannels(before, after)) {
        for (let last = ''; ;) {
          const rows = await ledger.ofChannel(before.uuid, channel.from, last, pageSize);
          await ledger.insert(carriedRows(rows, channel));
          if (rows.length < pageSize) break;
          last = rows.at(-1)!.id;
        }
      }
    },
  };
}

export type FirstRun = ReturnType<typeof createFirstRun>;

/** Rows of the channel that others stand for, one for each key. */
function carriedRows(rows: readonly LedgerRow[], { from, to, handlerId }: CarriedChannel): LedgerRow[] {
  const carried = rows
    .filter(({ channel, state }) => channel.startsWith(from) && state !== 'superseded')
    .map((row): LedgerRow => {
      const key = { ...keyOf(row), channel: to(row.channel.slice(from.length)) };
      return { ...row, ...key, id: ledgerIdOf(key), handlerId, state: 'baseline', workflowId: noRun };
    });
  return [...new Map(carried.map((row) => [row.id, row])).values()];
}

function keyOf({ alertId, itemId, threshold, occurrence }: LedgerRow) {
  return { alertId, itemId, threshold, occurrence };
}
