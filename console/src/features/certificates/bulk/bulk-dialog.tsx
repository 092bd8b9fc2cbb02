import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { newKey } from '../../../shared/api/new-key';
import { FaultsOf, FaultSummary } from '../../../shared/forms/faults';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { TextField } from '../../../shared/ui/field';
import { typedFor, type BulkChanges } from './changes';
import { PreviewRows } from './preview-rows';
import { previewBulk, startBulk, type BulkSelection } from './queries';
import { rememberChanges } from './remembered';

export interface BulkDialogProps {
  readonly title: string;
  /** What the button says before the number: `Change`. */
  readonly verb: string;
  readonly selection: BulkSelection;
  readonly changes: BulkChanges;
  /** What becomes of them, after their number: `: they are deleted.` */
  readonly words: string;
  /** It cannot be taken back: the number has to be typed. */
  readonly isDestructive: boolean;
  /** What is filled in, or said, before the preview. */
  readonly children: ReactNode;
  /** Whether something is filled in, to which one can go back. */
  readonly hasForm: boolean;
  /** Why there is nothing to preview yet. */
  readonly fault?: string | undefined;
  /** Faults that the fields show themselves. */
  readonly shown?: (pointer: string) => boolean;
  readonly onClose: () => void;
  readonly onStarted?: (() => void) | undefined;
}

/** Takes a change of many certificates, shows what it would do, and starts it. */
export function BulkDialog(props: BulkDialogProps) {
  const { selection, changes, verb, isDestructive, hasForm, fault, shown = () => false, onClose, onStarted } = props;
  const navigate = useNavigate();
  const [key, setKey] = useState(newKey);
  const [typed, setTyped] = useState('');
  const preview = useMutation({ mutationFn: () => previewBulk(selection, changes) });
  const start = useMutation({
    mutationFn: () => startBulk(selection, changes, key),
    async onSuccess({ bulkId }) {
      rememberChanges(bulkId, changes);
      onStarted?.();
      onClose();
      await navigate({ to: '/certificates/bulk/$bulkId', params: { bulkId } });
    },
  });
  const seen = preview.data;
  const total = seen?.total.value ?? ('uuids' in selection ? selection.uuids.length : 0);
  const wanted = typedFor(total, isDestructive);
  const back = () => {
    preview.reset();
    start.reset();
    setTyped('');
    setKey(newKey());
  };
  const count = `${seen?.total.relation === 'exact' || seen === undefined ? '' : 'at least '}${total.toLocaleString('en')}`;
  const noun = total === 1 ? 'certificate' : 'certificates';
  const startFault = start.isPending
    ? 'It is being started.'
    : total === 0
      ? 'There is no such certificate.'
      : wanted !== undefined && typed.trim() !== wanted
        ? `Type ${wanted} first.`
        : undefined;
  const error = preview.error ?? start.error;
  return (
    <Dialog
      title={props.title}
      size="large"
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          {seen !== undefined && hasForm && <Button onPress={back}>Back</Button>}
          <Button onPress={onClose}>Cancel</Button>
          {seen === undefined ? (
            <Button
              kind="primary"
              disabledReason={preview.isPending ? 'It is being looked at.' : fault}
              onPress={() => preview.mutate()}
            >
              Preview
            </Button>
          ) : (
            <Button
              kind={isDestructive ? 'danger' : 'primary'}
              disabledReason={startFault}
              onPress={() => start.mutate()}
            >
              {verb} {count} {noun}
            </Button>
          )}
        </>
      }
    >
      <FaultsOf error={error}>
        <FaultSummary error={error} shown={(pointer) => seen === undefined && shown(pointer)} />
        {seen === undefined && props.children}
        {seen !== undefined && (
          <>
            <p className="text-sm">
              This touches{' '}
              <strong>
                {count} {noun}
              </strong>
              {props.words}
            </p>
            <PreviewRows rows={seen.items} total={total} />
            {wanted !== undefined && total > 0 && (
              <TextField
                label={`Type “${wanted}” to go on`}
                value={typed}
                onChange={setTyped}
                autoComplete="off"
                className="max-w-64"
              />
            )}
          </>
        )}
      </FaultsOf>
    </Dialog>
  );
}
