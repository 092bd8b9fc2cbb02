import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { Badge, EmptyState, Progress } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { cancelRun, completeRun, type Discovery, type DiscoveryRun } from './queries';
import { countsText, isOver, paceText, statusNames, toneOfStatus } from './words';

export interface RunsProps {
  readonly discovery: Discovery;
  readonly runs: readonly DiscoveryRun[];
  /** Number of the run whose rows are shown. */
  readonly shown: number;
  readonly onShow: (number: number) => void;
}

/** Runs, the latest first; one that is under way with how far it is. */
export function Runs({ discovery, runs, shown, onShow }: RunsProps) {
  if (runs.length === 0) {
    return (
      <EmptyState title="It has not run yet">
        {discovery.kind === 'pushed_content'
          ? 'A program sends it certificates, with where they are: the API’s description says how.'
          : '“Run now” looks at once; a schedule looks again and again.'}
      </EmptyState>
    );
  }
  return (
    <ul className="flex max-h-96 flex-col overflow-y-auto text-sm" tabIndex={0} aria-label="Runs">
      {runs.map((run) => (
        <li
          key={run.number}
          aria-current={run.number === shown ? 'true' : undefined}
          className={classes(
            'flex flex-col gap-1 border-b border-line px-2 py-2',
            run.number === shown && 'bg-accent-tint',
          )}
        >
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium">Run {run.number}</span>
              <Badge tone={toneOfStatus(run.status)}>{statusNames[run.status]}</Badge>
              <Time at={run.startedAt} />
              <span className="text-muted">
                by <CertText>{run.startedBy.name}</CertText>
              </span>
            </span>
            <span className="flex gap-1">
              <RunActs discovery={discovery} run={run} />
              <Button kind="quiet" onPress={() => onShow(run.number)} aria-label={`Show what run ${run.number} found`}>
                Show what it found
              </Button>
            </span>
          </div>
          <RunFigures run={run} />
        </li>
      ))}
    </ul>
  );
}

function RunFigures({ run }: { readonly run: DiscoveryRun }) {
  const { progress, certificates, gaps, silentTargets, message } = run;
  const gapText = Object.entries(gaps)
    .map(([kind, count]) => `${count.toLocaleString('en')} ${kind.replaceAll('_', ' ')}`)
    .join(', ');
  const pace = paceText(progress);
  return (
    <div className="flex flex-col gap-1">
      {!isOver(run) &&
        (progress.total === null ? (
          <p role="status">{progress.done.toLocaleString('en')} looked at so far</p>
        ) : (
          <Progress
            label={run.status === 'processing' ? 'All is read; certificates are decided' : pace || 'Looked at'}
            value={progress.done}
            max={progress.total}
          />
        ))}
      <p className="text-muted">
        Certificates: {countsText(certificates)}
        {gapText !== '' && `. Could not be read: ${gapText}`}
        {silentTargets > 0 && `. ${silentTargets.toLocaleString('en')} addresses without an answer`}
      </p>
      {message !== null && <CertText>{message}</CertText>}
    </div>
  );
}

function RunActs({ discovery, run }: { readonly discovery: Discovery; readonly run: DiscoveryRun }) {
  const may = useMay();
  const client = useQueryClient();
  const { uuid } = discovery;
  const settled = () => client.invalidateQueries({ queryKey: ['discovery', uuid] });
  const cancel = useMutation({
    mutationFn: () => cancelRun(uuid, run.number),
    onError: tellError,
    onSuccess: () => tell('Nothing more is read. What was found is decided and stays.'),
    onSettled: settled,
  });
  const complete = useMutation({
    mutationFn: () => completeRun(uuid, run.number),
    onError: tellError,
    onSuccess: () => tell('It ends when everything is decided.'),
    onSettled: settled,
  });
  if (isOver(run)) return null;
  return (
    <>
      {discovery.kind === 'pushed_content' && may('discoveries:push') && (
        <Button onPress={() => complete.mutate()}>All was sent</Button>
      )}
      {may('discoveries:write') && (
        <Button
          onPress={() => cancel.mutate()}
          disabledReason={run.cancelRequested ? 'It is being stopped.' : undefined}
        >
          Stop
        </Button>
      )}
    </>
  );
}
