import { useMutation } from '@tanstack/react-query';
import { FaultSummary } from '../../../shared/forms/faults';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { tell } from '../../../shared/ui/toasts';
import { requestValidations, type BulkSelection } from './queries';

export interface ValidateDialogProps {
  readonly selection: BulkSelection;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Has many certificates checked soon. */
export function ValidateDialog({ selection, onClose, onDone }: ValidateDialogProps) {
  const act = useMutation({
    mutationFn: () => requestValidations(selection),
    onSuccess({ requested, more }) {
      const n = requested.toLocaleString('en');
      tell(
        `${n} ${requested === 1 ? 'certificate is' : 'certificates are'} checked now. “Checked” shows what came of it.${
          more ? ' There are more than 10,000: the rest was left out, do it again later.' : ''
        }`,
      );
      onDone();
      onClose();
    },
  });
  const which =
    'uuids' in selection
      ? `the ${selection.uuids.length.toLocaleString('en')} chosen certificates`
      : 'all certificates that are found, up to 10,000';
  return (
    <Dialog
      title="Validate certificates"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={act.isPending ? 'It is being asked for.' : undefined}
          >
            Validate
          </Button>
        </>
      }
    >
      <p className="text-sm">
        The chains and the revocation of {which} are checked in the background. What is archived, revoked or over is
        left out, and so is what has an RA profile without validation.
      </p>
      <FaultSummary error={act.error} shown={() => false} />
    </Dialog>
  );
}
