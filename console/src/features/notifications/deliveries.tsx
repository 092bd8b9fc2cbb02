import { useMemo, useState } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { EmptyState } from '../../shared/ui/states';
import { deliveryColumns } from './delivery-columns';
import { loadDeliveries, type Delivery } from './queries';
import { useRedeliver } from './redeliver';
import { channels, channelText, eventText, statuses, whyNotAgain } from './words';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'recipient', label: 'Told to', isPinned: true, placeholder: 'Address, user or group' },
  { kind: 'choice', name: 'channel', label: 'By', isPinned: true, choices: channels },
  {
    kind: 'choice',
    name: 'status',
    label: 'State',
    isPinned: true,
    choices: statuses.map((value) => ({ value, label: value })),
  },
  { kind: 'time', name: 'from', label: 'From' },
  { kind: 'time', name: 'to', label: 'Before' },
  { kind: 'object', of: 'certificates', name: 'certificate', label: 'About certificate' },
  { kind: 'object', of: 'notification-profiles', name: 'profile', label: 'Profile' },
  { kind: 'text', name: 'firingId', label: 'Event (id)' },
];

/** What was told to whom, what failed and why; the newest first. */
export function DeliveryList() {
  const mayWrite = useMay()('deliveries:write');
  const [asked, setAsked] = useState<{ readonly rows: readonly Delivery[]; readonly clear: () => void }>();
  const again = useRedeliver(() => {
    asked?.clear();
    setAsked(undefined);
  });
  const { mutate } = again;
  const columns = useMemo(() => deliveryColumns(mayWrite, (row) => mutate([row])), [mayWrite, mutate]);
  return (
    <Page title="Deliveries" description="What was told to whom, and what could not be told, with its reason.">
      <DataList
        id="deliveries"
        what="deliveries"
        path="/api/v1/deliveries"
        topic="deliveries"
        filters={filters}
        columns={columns}
        load={loadDeliveries}
        keyOf={({ deliveryId }) => deliveryId}
        titleOf={({ event, channel }) => `${eventText(event)}, by ${channelText(channel)}`}
        pathOf={({ deliveryId }) => `/deliveries/${deliveryId}`}
        bulk={(chosen, clear) => {
          const rows = chosen.filter((row) => whyNotAgain(row, mayWrite) === undefined);
          const reason = mayWrite
            ? 'None of them was given up or waits for a retry.'
            : 'You need the permission deliveries:write.';
          return (
            <Button disabledReason={rows.length === 0 ? reason : undefined} onPress={() => setAsked({ rows, clear })}>
              Send {rows.length.toLocaleString('en')} again …
            </Button>
          );
        }}
        empty={
          <EmptyState title="Nobody was told anything yet">
            Notification profiles say who is told; triggers say of what.
          </EmptyState>
        }
      />
      <ConfirmDanger
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        action={`Send ${(asked?.rows.length ?? 0).toLocaleString('en')} again`}
        isBusy={again.isPending}
        onConfirm={() => asked !== undefined && mutate(asked.rows)}
      >
        Each goes to its recipient now, with the text that it had. Receivers get the same key of the delivery as before,
        so those that look at it take it once. It cannot be called back.
      </ConfirmDanger>
    </Page>
  );
}
