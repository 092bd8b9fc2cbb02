import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { rawRequest } from '../../shared/api/raw';
import { saveFile } from '../../shared/list/save-file';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { OutputText } from '../../shared/text/output-text';
import { Button } from '../../shared/ui/button';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { cancelRun, runQuery, type ScriptRunDetail } from './queries';
import { useOutput } from './use-output';
import { durationText, isOver, runStatusWords, toneOfRun } from './words';

/** How a run stands, what it prints as it comes, and what it gave back. */
export function RunView({ runId }: { readonly runId: string }) {
  const query = useQuery(runQuery(runId));
  const isUnderWay = query.data !== undefined && !isOver(query.data.status);
  const live = useOutput(isUnderWay ? runId : undefined);
  if (query.isPending) return <Loading what="the run" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const run = query.data;
  const { stdout, stderr } = isUnderWay ? live : run;
  const cut = run.truncatedBytes.stdout + run.truncatedBytes.stderr;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-2 text-sm" role="status">
        <Badge tone={toneOfRun(run.status)}>{runStatusWords(run.status)}</Badge>
        {run.durationMs !== null && <span>after {durationText(run.durationMs)}</span>}
        {run.exitCode !== null && <span>exit code {run.exitCode}</span>}
        {run.signal !== null && <span>signal {run.signal}</span>}
        {run.errorCount > 0 && <span>{run.errorCount.toLocaleString('en')} statements failed</span>}
        {isUnderWay && <CancelButton run={run} />}
      </p>
      {run.error !== null && (
        <p className="text-sm text-danger">
          {run.error.line !== null && <>Line {run.error.line}: </>}
          <CertText>{run.error.message}</CertText>
        </p>
      )}
      <Stream title="Output" text={stdout} isUnderWay={isUnderWay} />
      {stderr !== '' && <Stream title="Errors" text={stderr} isUnderWay={isUnderWay} />}
      {cut > 0 && <p className="text-sm text-warn">{cut.toLocaleString('en')} bytes more were printed and dropped.</p>}
      {!isUnderWay && (
        <>
          <div className="flex flex-col gap-1">
            <h3 className="text-sm font-semibold">Result</h3>
            {Object.keys(run.result).length === 0 ? (
              <p className="text-sm text-muted">
                It gave nothing back{run.sendEmail ? '' : ', and said that the mail is not to be sent'}.
              </p>
            ) : (
              <OutputText name="Result">{JSON.stringify(run.result, null, 2)}</OutputText>
            )}
          </div>
          <Notes run={run} />
          <Artefacts run={run} />
        </>
      )}
    </div>
  );
}

function Stream({
  title,
  text,
  isUnderWay,
}: {
  readonly title: string;
  readonly text: string;
  readonly isUnderWay: boolean;
}) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="text-sm font-semibold">{title}</h3>
      {text === '' ? (
        <p className="text-sm text-muted">{isUnderWay ? 'Nothing yet.' : 'It printed nothing.'}</p>
      ) : (
        <OutputText name={title}>{text}</OutputText>
      )}
    </div>
  );
}

function CancelButton({ run }: { readonly run: ScriptRunDetail }) {
  const may = useMay()('scripts:execute');
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.runId),
    onError: tellError,
    async onSuccess() {
      tell('It is being ended.');
      await client.invalidateQueries({ queryKey: ['script-run', run.runId] });
    },
  });
  const reason = !may
    ? 'You need the right scripts:execute.'
    : cancel.isPending || run.cancelRequestedAt !== null
      ? 'It is being ended.'
      : undefined;
  return (
    <Button disabledReason={reason} onPress={() => cancel.mutate()}>
      Cancel the run
    </Button>
  );
}

function Notes({ run: { notes, leftovers } }: { readonly run: ScriptRunDetail }) {
  const all = [...notes, ...leftovers.map((one) => `It left a process behind, which was ended: ${one}`)];
  if (all.length === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <h3 className="text-sm font-semibold">Notes</h3>
      <ul className="list-disc pl-5 text-sm">
        {all.map((note, index) => (
          <li key={index}>
            <CertText>{note}</CertText>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Artefacts({ run: { runId, artefacts, droppedArtefactBytes } }: { readonly run: ScriptRunDetail }) {
  if (artefacts.length === 0 && droppedArtefactBytes === 0) return null;
  const save = async (name: string) => {
    const answer = await rawRequest(`/api/v1/script-runs/${runId}/artefacts/${encodeURIComponent(name)}`);
    saveFile(name.split(/[\\/]/).at(-1) ?? 'file', await answer.blob());
  };
  return (
    <div className="flex flex-col gap-1">
      <h3 className="text-sm font-semibold">Files that it left</h3>
      <ul className="flex flex-col gap-1 text-sm">
        {artefacts.map(({ name, bytes }) => (
          <li key={name} className="flex items-center gap-2">
            <CertText isMono>{name}</CertText>
            <span className="text-muted">{bytes.toLocaleString('en')} bytes</span>
            <Button aria-label={`Download ${name}`} onPress={() => void save(name).catch(tellError)}>
              Download
            </Button>
          </li>
        ))}
      </ul>
      {droppedArtefactBytes > 0 && (
        <p className="text-sm text-warn">{droppedArtefactBytes.toLocaleString('en')} bytes more were not kept.</p>
      )}
    </div>
  );
}
