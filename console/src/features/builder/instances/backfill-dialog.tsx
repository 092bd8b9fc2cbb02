import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FaultSummary } from '../../../shared/forms/faults';
import { useMay } from '../../../shared/session/me';
import { Time } from '../../../shared/text/time';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { TextField } from '../../../shared/ui/field';
import { Select } from '../../../shared/ui/select';
import { tell } from '../../../shared/ui/toasts';
import { backfill } from '../queries';

/** Handles what a workflow was not there for: its number first, then for real. */
export function BackfillDialog({ uuid, onClose }: { readonly uuid: string; readonly onClose: () => void }) {
  const may = useMay();
  const client = useQueryClient();
  const [what, setWhat] = useState<'members' | 'since'>('members');
  const [from, setFrom] = useState('');
  const [max, setMax] = useState('1000');
  const body = (dryRun: boolean) => ({
    ...(what === 'members' ? { allMembers: true } : { allMembers: false, from: new Date(from).toISOString() }),
    max: Number(max),
    dryRun,
  });
  const count = useMutation({ mutationFn: () => backfill(uuid, body(true)) });
  const act = useMutation({
    mutationFn: () => backfill(uuid, body(false)),
    async onSuccess({ handled }) {
      tell(`${handled.toLocaleString('en')} started.`);
      onClose();
      await client.invalidateQueries({ queryKey: ['builder', 'statistics'] });
    },
  });
  const busy = count.isPending || act.isPending ? 'It is being done.' : undefined;
  const missing = what === 'since' && Number.isNaN(Date.parse(from)) ? 'Say since when first.' : undefined;
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      count.reset();
    };
  return (
    <Dialog
      title="Back-fill"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button onPress={() => count.mutate()} disabledReason={busy ?? missing}>
            Count first
          </Button>
          <Button
            kind="danger"
            onPress={() => act.mutate()}
            disabledReason={
              busy ??
              (may('builder:execute') ? undefined : 'You need the permission builder:execute.') ??
              (count.data === undefined
                ? 'Count first.'
                : count.data.count === 0
                  ? 'There is nothing to do.'
                  : undefined)
            }
          >
            {count.data === undefined
              ? 'Start them'
              : `Start up to ${Math.min(count.data.count, Number(max)).toLocaleString('en')}`}
          </Button>
        </>
      }
    >
      <FaultSummary error={act.error ?? count.error} shown={() => false} />
      <Select
        label="For"
        value={what}
        choices={[
          { value: 'members', label: 'everything that is in the collections now' },
          { value: 'since', label: 'changes since' },
        ]}
        onChange={change(setWhat)}
      />
      {what === 'since' && <TextField label="Since" type="datetime-local" value={from} onChange={change(setFrom)} />}
      <TextField label="At most" type="number" value={max} onChange={change(setMax)} />
      {count.data !== undefined && (
        <p role="status" className="text-sm">
          There are {count.data.count.toLocaleString('en')}, as of <Time at={count.data.asOf} form="both" />. What was
          handled before is not handled again.
        </p>
      )}
    </Dialog>
  );
}
