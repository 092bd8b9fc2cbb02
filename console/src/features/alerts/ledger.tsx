import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import { doEach, eachText } from '../../shared/list/do-each';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge, EmptyState } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { acknowledge, loadLedger, resend, type Alert, type LedgerRow } from './queries';
import { ledgerStates, toneOfLedger } from './words';

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'state',
    label: 'State',
    isPinned: true,
    choices: ledgerStates.map((value) => ({ value, label: value })),
  },
  { kind: 'text', name: 'itemId', label: 'Item (id)' },
];

const columns: readonly Column<LedgerRow>[] = [
  { id: 'firstDueAt', header: 'First due', width: '9rem', cell: ({ firstDueAt }) => <Time at={firstDueAt} /> },
  {
    id: 'item',
    header: 'What about',
    width: 'minmax(12rem, 2fr)',
    cell: ({ itemName }) => <CertText isCut>{itemName}</CertText>,
  },
  {
    id: 'threshold',
    header: 'Threshold',
    width: '8rem',
    cell: ({ threshold, occurrence }) =>
      `${threshold === -1 ? '–' : `${threshold} days`}${occurrence > 1 ? `, ${occurrence}.` : ''}`,
  },
  {
    id: 'state',
    header: 'State',
    width: '8rem',
    cell: ({ state }) => <Badge tone={toneOfLedger(state)}>{state}</Badge>,
  },
  {
    id: 'channel',
    header: 'To',
    width: 'minmax(12rem, 2fr)',
    cell: ({ channel }) => <CertText isCut>{channel}</CertText>,
  },
  {
    id: 'error',
    header: 'Error',
    width: 'minmax(9rem, 1fr)',
    cell: ({ error, message }) => (
      <CertText isCut>{[error, message].filter((one) => one !== null).join(': ')}</CertText>
    ),
  },
  { id: 'doneAt', header: 'Done', width: '9rem', cell: ({ doneAt }) => <Time at={doneAt} /> },
  {
    id: 'attempts',
    header: 'Attempts',
    isOptional: true,
    width: '6rem',
    align: 'right',
    cell: ({ attempts }) => attempts,
  },
];

/** What an alert has reported, to whom and how that ended; what failed can be sent again. */
export function Ledger({ alert: { uuid } }: { readonly alert: Alert }) {
  const may = useMay();
  const client = useQueryClient();
  const fixed = useMemo(() => ({ of: uuid }), [uuid]);
  const act = async (
    rows: readonly LedgerRow[],
    what: string,
    one: (row: LedgerRow) => Promise<unknown>,
    clear: () => void,
  ) => {
    const result = await doEach(rows, one);
    if (result.refused.length > 0) tellError(new Error(eachText(result, what)));
    else tell(eachText(result, what));
    clear();
    await client.resetQueries({ queryKey: ['list', 'reported-by-alert'] });
  };
  return (
    <DataList
      id="reported-by-alert"
      fixed={fixed}
      what="rows"
      topic="alerts"
      filters={filters}
      columns={columns}
      load={loadLedger}
      keyOf={({ rowId }) => rowId}
      titleOf={({ itemName, channel }) => `${itemName}: ${channel}`}
      bulk={(chosen, clear) => (
        <>
          <Button
            disabledReason={may('alerts:execute') ? undefined : 'You need the right alerts:execute.'}
            onPress={() => void act(chosen, 'are sent again', ({ rowId }) => resend(rowId), clear)}
          >
            Send again
          </Button>
          <Button
            disabledReason={may('alerts:write') ? undefined : 'You need the right alerts:write.'}
            onPress={() =>
              void act(
                chosen,
                'are acknowledged: no reminders follow',
                ({ itemId }) => acknowledge(uuid, itemId),
                clear,
              )
            }
          >
            Acknowledge
          </Button>
        </>
      )}
      empty={
        <EmptyState title="Nothing was reported yet">What a run tells somebody of, or runs, stands here.</EmptyState>
      }
    />
  );
}
