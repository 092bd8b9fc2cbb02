import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CodeCompare } from '../../shared/code/code-compare';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { convertAlert, type Alert } from './queries';

export interface ConvertDialogProps {
  readonly alert: Alert;
  readonly onClose: () => void;
}

/** Shows an alert before and after it goes over to native semantics, and converts it once that was seen. */
export function ConvertDialog({ alert: { uuid, version }, onClose }: ConvertDialogProps) {
  const client = useQueryClient();
  const may = useMay()('alerts:write');
  const dry = useQuery({ queryKey: ['alert', uuid, 'converted', version], queryFn: () => convertAlert(uuid, true) });
  const convert = useMutation({
    mutationFn: () => convertAlert(uuid, false),
    onError: tellError,
    async onSuccess() {
      tell('It is native now. Nothing is reported again.');
      await client.invalidateQueries({ queryKey: ['alert', uuid] });
    },
    onSettled: onClose,
  });
  const reason = !may
    ? 'You need the right alerts:write.'
    : dry.data === undefined
      ? 'What it would become is not read yet.'
      : convert.isPending
        ? 'It is being done.'
        : undefined;
  return (
    <Dialog
      title="Convert to native semantics?"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" disabledReason={reason} onPress={() => convert.mutate()}>
            Convert it
          </Button>
        </>
      }
    >
      <p className="text-sm">
        Its handler keeps its place and runs once for each item; the mail that was implied becomes a handler behind it.
        Nothing is reported again. There is no way back but an earlier version.
      </p>
      {dry.isPending ? (
        <Loading what="what it would become" />
      ) : dry.isError ? (
        <ErrorState error={dry.error} onRetry={() => void dry.refetch()} />
      ) : (
        <CodeCompare
          language="json"
          before={{ name: 'Before', text: JSON.stringify(dry.data.before, null, 2) }}
          after={{ name: 'After', text: JSON.stringify(dry.data.after, null, 2) }}
        />
      )}
    </Dialog>
  );
}
