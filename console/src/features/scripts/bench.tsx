import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { JsonField } from '../../shared/forms/json-field';
import { useMay } from '../../shared/session/me';
import { Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Select } from '../../shared/ui/select';
import { RunView } from '../script-runs/run-view';
import { BenchParameters } from './bench-parameters';
import { BenchResult } from './bench-result';
import { typedValues } from '../../shared/forms/typed-values';
import { testScript, type ScriptDetail } from './queries';

const exampleContext = {
  cn: 'www.example.com',
  item: { commonName: 'www.example.com' },
  recipient: 'owner@example.com',
};

/** Shows what a script would be given, and runs it for real with its output beside it. */
export function TestBench({ script }: { readonly script: ScriptDetail }) {
  const { name, currentVersion, categories, secrets, connections } = script;
  const mayExecute = useMay()('scripts:execute');
  const [version, setVersion] = useState('latest');
  const [mode, setMode] = useState<'handler' | 'workflow'>(categories.includes('handler') ? 'handler' : 'workflow');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [more, setMore] = useState<unknown>();
  const [context, setContext] = useState<unknown>(exampleContext);
  const [isAsked, setAsked] = useState(false);
  const [runId, setRunId] = useState<string>();
  const bodyOf = (execute: boolean) => ({
    ...{ mode, execute, version: version === 'latest' ? version : Number(version) },
    parameters: { ...typedValues(typed), ...(isObject(more) ? more : {}) },
    context: isObject(context) ? context : {},
  });
  const act = useMutation({
    mutationFn: (execute: boolean) => testScript(name, bodyOf(execute)),
    onSuccess: (result) => result.runId !== null && setRunId(result.runId),
    onSettled: () => setAsked(false),
  });
  const busy = act.isPending ? 'It is being done.' : undefined;
  const versions = Array.from({ length: Math.min(50, currentVersion) }, (_, index) => `${currentVersion - index}`);
  return (
    <FaultsOf error={act.error}>
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <Section title="What it is given">
          <div className="flex flex-col gap-4">
            <FaultSummary error={act.error} shown={(pointer) => pointer.startsWith('/parameters/')} />
            <div className="flex flex-wrap gap-3">
              <Select
                label="Version"
                className="w-40"
                value={version}
                choices={[
                  { value: 'latest', label: `the latest (${currentVersion})` },
                  ...versions.map((value) => ({ value, label: `Version ${value}` })),
                ]}
                onChange={setVersion}
              />
              <Select
                label="Runs as"
                className="w-56"
                value={mode}
                choices={[
                  { value: 'handler', label: 'the handler of an alert' },
                  { value: 'workflow', label: 'a step or an action' },
                ]}
                onChange={setMode}
              />
            </div>
            <BenchParameters parameters={script.parameters} typed={typed} onChange={setTyped} />
            {mode === 'handler' && (
              <JsonField
                label="More values, as JSON"
                description="A handler finds them in its context beside the parameters."
                errors={[]}
                value={more}
                onChange={setMore}
              />
            )}
            <JsonField
              label="Context, as JSON"
              description="What the event or alert would give: $(name) in parameters is looked up here."
              errors={[]}
              value={context}
              onChange={setContext}
            />
            <div className="flex flex-wrap gap-2">
              <Button disabledReason={busy} onPress={() => act.mutate(false)}>
                Show what it would get
              </Button>
              <Button
                kind="primary"
                disabledReason={busy ?? (mayExecute ? undefined : 'You need the right scripts:execute.')}
                onPress={() => setAsked(true)}
              >
                Run for real …
              </Button>
            </div>
            {act.data !== undefined && <BenchResult test={act.data} />}
          </div>
        </Section>
        <Section title="What comes of it">
          {runId === undefined ? (
            <p className="text-sm text-muted">Nothing has run here yet. Output stands here as it comes.</p>
          ) : (
            <RunView key={runId} runId={runId} />
          )}
        </Section>
      </div>
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action="Run it for real"
        isBusy={act.isPending}
        onConfirm={() => act.mutate(true)}
      >
        <p>It runs on a worker, in the context of people, and does whatever its text does.</p>
        {secrets.length > 0 && <p>It is given the secrets {secrets.join(', ')}.</p>}
        {connections.length > 0 && <p>It is given the connections {connections.join(', ')}.</p>}
      </ConfirmDanger>
    </FaultsOf>
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
