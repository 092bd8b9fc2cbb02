import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey } from '../../../shared/api/new-key';
import { FaultsOf, FaultSummary } from '../../../shared/forms/faults';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { TextField } from '../../../shared/ui/field';
import { ChangeForm } from './change-form';
import { changesOf, draftFault, draftWords, emptyDraft, typedFor, type BulkChanges } from './changes';
import { PreviewRows } from './preview-rows';
import { previewBulk, startBulk, type BulkSelection } from './queries';
import { rememberChanges } from './remembered';

export interface ChangeDialogProps {
  readonly selection: BulkSelection;
  readonly isDeletion?: boolean;
  /** A change that is asked for again: there is nothing to fill in. */
  readonly again?: BulkChanges;
  readonly onClose: () => void;
  readonly onStarted?: () => void;
}

/** Takes a change of many certificates, shows what it would do, and starts it. */
export function ChangeDialog({ selection, isDeletion = false, again, onClose, onStarted }: ChangeDialogProps) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(emptyDraft);
  const [key, setKey] = useState(newKey);
  const [typed, setTyped] = useState('');
  const isFixed = isDeletion || again !== undefined;
  const changes: BulkChanges = isDeletion ? { delete: true } : (again ?? changesOf(draft));
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
  const verb = changes.delete === true ? 'Delete' : 'Change';
  const wanted = typedFor(total, changes.delete === true);
  const back = () => {
    preview.reset();
    start.reset();
    setTyped('');
    setKey(newKey());
  };
  const count = `${seen?.total.relation === 'exact' || seen === undefined ? '' : 'at least '}${total.toLocaleString('en')}`;
  const noun = total === 1 ? 'certificate' : 'certificates';
  return (
    <Dialog
      title={isDeletion ? 'Delete certificates' : 'Change certificates'}
      size="large"
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          {seen !== undefined && !isFixed && <Button onPress={back}>Back</Button>}
          <Button onPress={onClose}>Cancel</Button>
          {seen === undefined ? (
            <Button
              kind="primary"
              disabledReason={preview.isPending ? 'It is being looked at.' : isFixed ? undefined : draftFault(draft)}
              onPress={() => preview.mutate()}
            >
              Preview
            </Button>
          ) : (
            <Button
              kind={changes.delete === true ? 'danger' : 'primary'}
              disabledReason={
                start.isPending
                  ? 'It is being started.'
                  : total === 0
                    ? 'There is no such certificate.'
                    : wanted !== undefined && typed.trim() !== wanted
                      ? `Type ${wanted} first.`
                      : undefined
              }
              onPress={() => start.mutate()}
            >
              {verb} {count} {noun}
            </Button>
          )}
        </>
      }
    >
      <FaultsOf error={preview.error ?? start.error}>
        <FaultSummary
          error={preview.error ?? start.error}
          shown={(pointer) => seen === undefined && !isFixed && pointer.startsWith('/changes/customAttributes/')}
        />
        {seen === undefined && !isFixed && <ChangeForm draft={draft} onChange={setDraft} />}
        {seen === undefined && isFixed && (
          <p className="text-sm">
            {isDeletion
              ? 'The certificates go out of the inventory, with their groups, owners and attributes. Their history stays, and the same certificates can be uploaded again. Nothing is revoked.'
              : 'The same change is asked for again, for those of which nothing came.'}
          </p>
        )}
        {seen !== undefined && (
          <>
            <p className="text-sm">
              This touches{' '}
              <strong>
                {count} {noun}
              </strong>
              {isDeletion ? ': they are deleted.' : isFixed ? '.' : `: ${draftWords(draft).join('; ')}.`}
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
