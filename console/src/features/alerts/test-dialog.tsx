import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sentenceOf } from '../../shared/api/problem';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { Checkbox } from '../../shared/ui/select';
import { tell } from '../../shared/ui/toasts';
import { ItemPicker } from './item-picker';
import { testForReal, type Alert } from './queries';

export interface TestDialogProps {
  readonly alert: Alert;
  readonly onClose: () => void;
}

/** Carries an alert out as a test: on how many items, on which one, and whether it counts. */
export function TestDialog({ alert: { uuid, kind }, onClose }: TestDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [limit, setLimit] = useState('1');
  const [itemId, setItemId] = useState('');
  const [recordLedger, setRecordLedger] = useState(false);
  const test = useMutation({
    mutationFn: () => testForReal(uuid, { limit: Number(limit), recordLedger, ...(itemId === '' ? {} : { itemId }) }),
    async onSuccess() {
      tell('The test runs. What comes of it stands below.');
      onClose();
      await navigate({ to: '/alerts/$uuid', params: { uuid }, search: { tab: 'runs' } });
      await client.resetQueries({ queryKey: ['list', 'runs-of-alert'] });
      await client.invalidateQueries({ queryKey: ['alert', uuid] });
    },
  });
  const isNumber = /^\d+$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 1000;
  const reason = test.isPending ? 'It is being started.' : isNumber ? undefined : 'Say for how many, 1 to 1,000.';
  return (
    <Dialog
      title="Test it for real?"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="danger" disabledReason={reason} onPress={() => test.mutate()}>
            Carry it out
          </Button>
        </>
      }
    >
      <p className="text-sm">
        Mails are sent, scripts and handlers run. Runs and events are marked as a test. What would be done is shown
        under “Due now” without any of this.
      </p>
      <TextField label="For at most so many items" type="number" value={limit} onChange={setLimit} />
      <ItemPicker kind={kind} value={itemId} onChange={setItemId} />
      <Checkbox isSelected={recordLedger} onChange={setRecordLedger}>
        What is reported counts as reported
      </Checkbox>
      {test.isError && (
        <p role="alert" className="text-sm text-danger">
          {sentenceOf(test.error)}
        </p>
      )}
    </Dialog>
  );
}
