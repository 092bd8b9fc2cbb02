import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FaultSummary } from '../../../shared/forms/faults';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { tell } from '../../../shared/ui/toasts';
import { diffOf, diffText } from '../model/diff';
import { stepsOf, type Definition } from '../model/flow';
import { definitionQuery, publish, statisticsQuery } from '../queries';

export interface PublishDialogProps {
  readonly definition: Definition;
  readonly onClose: () => void;
}

/** What becomes current, what it changes, and what happens to instances that are under way. */
export function PublishDialog({ definition, onClose }: PublishDialogProps) {
  const { uuid, revision, version, publishedVersion, errors, warnings, enabled } = definition;
  const client = useQueryClient();
  const statistics = useQuery(statisticsQuery(uuid));
  const current = useQuery({ ...definitionQuery(uuid, publishedVersion ?? 0), enabled: publishedVersion !== null });
  const { running = 0, suspended = 0 } = statistics.data?.items[0]?.open ?? {};
  const act = useMutation({
    mutationFn: () => publish(uuid, revision),
    async onSuccess() {
      tell(`Version ${version} is published.`);
      onClose();
      await client.invalidateQueries({ queryKey: ['definition', uuid] });
      await client.resetQueries({ queryKey: ['list', 'definitions'] });
    },
  });
  return (
    <Dialog
      title={`Publish version ${version}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={
              act.isPending
                ? 'It is being done.'
                : errors.length > 0
                  ? 'It has errors: see the list of problems.'
                  : undefined
            }
          >
            Publish
          </Button>
        </>
      }
    >
      <FaultSummary error={act.error} shown={() => false} />
      <ul className="list-disc pl-5 text-sm">
        <li>
          New instances run version {version} from now on
          {publishedVersion === null ? '.' : `, in place of version ${publishedVersion}.`}
          {!enabled && ' It is disabled, so nothing begins until it is enabled.'}
        </li>
        <li>
          {running + suspended === 0
            ? 'No instance is under way.'
            : `${(running + suspended).toLocaleString('en')} under way (${running} running, ${suspended} waiting) finish on the version that they began with.`}
        </li>
        {current.data !== undefined && <li>{diffText(diffOf(stepsOf(current.data), stepsOf(definition)))}.</li>}
        {errors.map(({ pointer, detail }) => (
          <li key={pointer + detail} className="text-danger">
            {detail}
          </li>
        ))}
        {warnings.map(({ pointer, detail }) => (
          <li key={pointer + detail} className="text-warn">
            {detail}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
