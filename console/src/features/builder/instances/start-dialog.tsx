import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../../shared/api/problem';
import { FaultSummary } from '../../../shared/forms/faults';
import { JsonField } from '../../../shared/forms/json-field';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { ItemField } from '../item-field';
import type { Definition } from '../model/flow';
import { start } from './queries';

export interface StartDialogProps {
  readonly definition: Pick<Definition, 'uuid' | 'name' | 'publishedVersion'>;
  readonly item: string;
  readonly onClose: () => void;
}

/** Starts an instance by hand, for real. One dialog starts one, however often its button is pressed. */
export function StartDialog({ definition, item, onClose }: StartDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const [itemUuid, setItem] = useState('');
  const [data, setData] = useState<unknown>({});
  const act = useMutation({
    mutationFn: () => start(definition.uuid, { itemUuid, data: (data ?? {}) as Record<string, unknown> }, key),
    async onSuccess({ uuid }) {
      onClose();
      await client.invalidateQueries({ queryKey: ['builder', 'statistics'] });
      await navigate({ to: '/builder/instances/$uuid', params: { uuid } });
    },
  });
  const faults = act.error instanceof ApiError ? (act.error.faultsByPointer().get('/itemUuid') ?? []) : [];
  return (
    <Dialog
      title={`Start ${definition.name}`}
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={
              act.isPending ? 'It begins.' : itemUuid === '' ? 'Choose what it is about first.' : undefined
            }
          >
            Start it
          </Button>
        </>
      }
    >
      <p className="text-sm">
        Runs the published version {definition.publishedVersion} for real: mails are sent, scripts run, and changes are
        made.
      </p>
      <FaultSummary error={faults.length === 0 ? act.error : null} shown={() => false} />
      <ItemField item={item} value={itemUuid} onChange={setItem} errors={faults.map(({ detail }) => detail)} />
      <JsonField label="Variables to begin with" errors={[]} value={data} onChange={setData} />
    </Dialog>
  );
}
