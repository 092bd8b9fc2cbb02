import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sentenceOf } from '../../shared/api/problem';
import { doEach, eachText } from '../../shared/list/do-each';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell, tellError } from '../../shared/ui/toasts';
import { acknowledge, type Acknowledgeable } from './queries';
import { untilOf } from './words';

export interface AcknowledgeDialogProps {
  /** Those to acknowledge; the dialog is open while there are any. */
  readonly rows: readonly Acknowledgeable[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** How many names are spelled out before the rest is a number. */
const mostNames = 8;

/** Asks for a comment and for how long, and acknowledges one or many. */
export function AcknowledgeDialog({ rows, onClose, onDone }: AcknowledgeDialogProps) {
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const [until, setUntil] = useState('');
  const close = () => {
    setComment('');
    setUntil('');
    act.reset();
    onClose();
  };
  const body = { comment: comment.trim() === '' ? null : comment.trim(), until: untilOf(until) };
  const act = useMutation({
    async mutationFn() {
      const [first] = rows;
      if (first !== undefined && rows.length === 1) {
        await acknowledge(first, body);
        return { done: 1, refused: [] };
      }
      return doEach(rows, (row) => acknowledge(row, body));
    },
    async onSuccess(result) {
      const text = eachText(result, result.done === 1 ? 'is acknowledged' : 'are acknowledged');
      if (result.refused.length > 0) tellError(new Error(text));
      else tell(`${text} Nobody is told of the end any more.`);
      close();
      onDone();
      await client.resetQueries({ queryKey: ['list', 'expiring'] });
      await client.invalidateQueries({ queryKey: ['expiring'] });
    },
  });
  const fields = (
    <>
      <ul className="list-disc pl-5 text-sm">
        {rows.slice(0, mostNames).map(({ certificate }) => (
          <li key={certificate.uuid}>
            <CertText>{certificate.name}</CertText>
          </li>
        ))}
        {rows.length > mostNames && <li>and {(rows.length - mostNames).toLocaleString('en')} others</li>}
      </ul>
      <p className="text-sm">
        Nobody is told of the end any more until it is replaced, or until the day below. What is on its way still
        arrives. It can be withdrawn.
      </p>
      <TextField
        label="Comment"
        value={comment}
        onChange={setComment}
        rows={2}
        description="Who takes care, and how."
      />
      <TextField
        label="Until (UTC)"
        type="date"
        value={until}
        onChange={setUntil}
        description="Then notices go on. Empty: until it is replaced."
      />
      {act.isError && (
        <p role="alert" className="text-sm text-danger">
          {sentenceOf(act.error)}
        </p>
      )}
    </>
  );
  const isOpen = rows.length > 0;
  if (rows.length > 1) {
    return (
      <ConfirmDanger
        isOpen={isOpen}
        onClose={close}
        action={`Acknowledge ${rows.length.toLocaleString('en')} certificates`}
        onConfirm={() => act.mutate()}
        isBusy={act.isPending}
      >
        {fields}
      </ConfirmDanger>
    );
  }
  return (
    <Dialog
      title="Acknowledge its end"
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={act.isPending ? 'It is being done.' : undefined}
          >
            Acknowledge
          </Button>
        </>
      }
    >
      {fields}
    </Dialog>
  );
}
