import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { rawRequest } from '../../shared/api/raw';
import { CodeEditor } from '../../shared/code/code-editor';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { resolved, type JsonSchema } from '../../shared/forms/json-schema';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { saveFile } from '../../shared/list/save-file';
import { Page, Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Checkbox } from '../../shared/ui/select';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { FileDrop } from './file-drop';
import { applyYaml } from './import-call';
import { outcomeText, toneOf, toWrite, type Report } from './report-words';
import { WrittenList } from './written-list';

/** The configuration as a file: out of Certloom, and into it with the differences shown first. */
export function Configuration() {
  return (
    <Page
      title="Configuration"
      description="YAML, one document for each object, with names in the place of ids and without secrets: to keep in a repository, to compare, to move."
    >
      <Export />
      <Apply />
    </Page>
  );
}

const kindsQuery = {
  queryKey: ['openapi', 'export-kinds'],
  staleTime: Infinity,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
    const answer = await rawRequest('/api/v1/openapi.json', { signal });
    const document = (await answer.json()) as {
      readonly paths: Readonly<
        Record<string, { readonly get: { readonly parameters: readonly { name: string; schema: JsonSchema }[] } }>
      >;
    };
    const schema = document.paths['/api/v1/exports']?.get.parameters.find(({ name }) => name === 'kinds')?.schema;
    const items = resolved(schema?.items ?? {}, {});
    return (items.enum ?? []) as readonly string[];
  },
};

function Export() {
  const kinds = useQuery(kindsQuery);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const get = useMutation({
    mutationFn: async () => {
      const query = chosen.map((kind) => `kinds=${encodeURIComponent(kind)}`).join('&');
      const answer = await rawRequest(`/api/v1/exports${query === '' ? '' : `?${query}`}`);
      return answer.blob();
    },
    onError: tellError,
    onSuccess: (blob) => saveFile('certloom.yaml', blob),
  });
  return (
    <Section
      title="Export"
      actions={
        <Button
          kind="primary"
          disabledReason={get.isPending ? 'It is being written.' : undefined}
          onPress={() => get.mutate()}
        >
          Export {chosen.length === 0 ? 'all that I may read' : `${chosen.length} kinds`}
        </Button>
      }
    >
      {kinds.isPending ? (
        <Loading what="the kinds" />
      ) : kinds.isError ? (
        <ErrorState error={kinds.error} onRetry={() => void kinds.refetch()} />
      ) : (
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
          <legend className="mb-1 text-sm text-muted">Only these kinds; without any, all</legend>
          {kinds.data.map((kind) => (
            <Checkbox
              key={kind}
              isSelected={chosen.includes(kind)}
              onChange={(on) => setChosen(on ? [...chosen, kind] : chosen.filter((one) => one !== kind))}
            >
              {kind}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </Section>
  );
}

function Apply() {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [report, setReport] = useState<Report>();
  const [isAsked, setAsked] = useState(false);
  const run = useMutation({
    mutationFn: (dryRun: boolean) => applyYaml(text, dryRun),
    async onSuccess(answer) {
      setReport(answer);
      if (answer.dryRun) return;
      tell('It is applied.');
      await client.invalidateQueries();
    },
    onSettled: () => setAsked(false),
  });
  const change = (next: string) => {
    setText(next);
    setReport(undefined);
  };
  const writes = report === undefined ? 0 : toWrite(report);
  const off = run.isPending
    ? 'It is being looked at.'
    : text.trim() === ''
      ? 'Give it a file or text first.'
      : undefined;
  const offWrite = run.isPending
    ? 'It is being done.'
    : report === undefined
      ? 'Look at the differences first.'
      : !report.dryRun
        ? 'It is applied already.'
        : writes === 0
          ? 'Everything is as the file says.'
          : undefined;
  return (
    <Section
      title="Apply"
      actions={
        <span className="flex flex-wrap gap-2">
          <Button
            kind={report === undefined ? 'primary' : 'plain'}
            disabledReason={off}
            onPress={() => run.mutate(true)}
          >
            Show the differences
          </Button>
          <Button kind="primary" disabledReason={offWrite} onPress={() => setAsked(true)}>
            Apply {writes.toLocaleString('en')} …
          </Button>
        </span>
      }
    >
      <div className="flex flex-col gap-3">
        <FileDrop
          name="Drop YAML files here"
          onFiles={(files) => change(files.map(({ content }) => content).join('\n---\n'))}
        />
        <CodeEditor name="Configuration as YAML" language="yaml" height="16rem" value={text} onChange={change} />
        <FaultsOf error={run.error}>
          <FaultSummary error={run.error} shown={() => false} />
        </FaultsOf>
        {report !== undefined && (
          <>
            <p className="flex flex-wrap gap-2" data-testid="counts">
              {Object.entries(report.counts)
                .filter(([, count]) => Number(count) > 0)
                .map(([result, count]) => (
                  <Badge key={result} tone={toneOf(result)}>
                    {String(count)} {outcomeText(result, report.dryRun)}
                  </Badge>
                ))}
            </p>
            <WrittenList objects={report.objects} isDryRun={report.dryRun} />
          </>
        )}
      </div>
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action={`Apply ${writes.toLocaleString('en')} ${writes === 1 ? 'change' : 'changes'}`}
        isBusy={run.isPending}
        onConfirm={() => run.mutate(false)}
      >
        The objects become as the file says. What the file does not name stays as it is.
      </ConfirmDanger>
      <UnsavedGuard isDirty={text.trim() !== '' && report?.dryRun !== false} />
    </Section>
  );
}
