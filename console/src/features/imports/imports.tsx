import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { tell } from '../../shared/ui/toasts';
import { Answers } from './answers';
import { FileDrop, type ReadFile } from './file-drop';
import { importForeign, type ImportOptions } from './import-call';
import { ImportReport } from './report';
import { toWrite, type Report } from './report-words';

const first: ImportOptions = { onConflict: 'skip', pendingReminders: '', answers: [] };

/** Takes over exports of Keyfactor Command and CZERTAINLY: looked at first, written when somebody has read the report. */
export function Imports() {
  const client = useQueryClient();
  const [files, setFiles] = useState<readonly ReadFile[]>([]);
  const [options, setOptions] = useState(first);
  const [report, setReport] = useState<Report>();
  const [isAsked, setAsked] = useState(false);
  const run = useMutation({
    mutationFn: (dryRun: boolean) => importForeign(files, options, dryRun),
    async onSuccess(answer) {
      setReport(answer);
      if (answer.dryRun) return;
      tell('It is imported. The report says what became of each object.');
      await client.invalidateQueries();
    },
    onSettled: () => setAsked(false),
  });
  const change = (next: ImportOptions) => {
    setOptions(next);
    setReport(undefined);
  };
  const take = (more: readonly ReadFile[]) => {
    setFiles([...files.filter(({ name }) => !more.some((one) => one.name === name)), ...more]);
    setReport(undefined);
  };
  const off = run.isPending ? 'It is being looked at.' : files.length === 0 ? 'Choose files first.' : undefined;
  const writes = report === undefined ? 0 : toWrite(report);
  const offWrite = run.isPending
    ? 'It is being done.'
    : report === undefined
      ? 'Look at it first.'
      : !report.dryRun
        ? 'It is done: the report below is of what was written.'
        : writes === 0
          ? 'There is nothing to write.'
          : undefined;
  return (
    <Page
      title="Import"
      description={
        <>
          Exports of Keyfactor Command and CZERTAINLY, as they are. Files of Certloom itself are applied under{' '}
          <PathLink to="/configuration" className="underline">
            Configuration
          </PathLink>
          ;{' '}
          <PathLink to="/imports/origins" className="underline">
            Origins
          </PathLink>{' '}
          has what was imported before.
        </>
      }
    >
      <Section title="1. Files">
        <div className="flex flex-col gap-3">
          <FileDrop name="Drop JSON exports here" onFiles={take} />
          {files.length > 0 && (
            <ul className="flex flex-col gap-1 text-sm" aria-label="Files">
              {files.map(({ name, content }) => (
                <li key={name} className="flex items-center gap-2">
                  <CertText>{name}</CertText>
                  <span className="text-muted">{content.length.toLocaleString('en')} characters</span>
                  <Button
                    kind="quiet"
                    aria-label={`Remove ${name}`}
                    onPress={() => {
                      setFiles(files.filter((file) => file.name !== name));
                      setReport(undefined);
                    }}
                  >
                    ✕
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Section>
      <Section title="2. How it is taken">
        <Answers options={options} onChange={change} />
      </Section>
      <Section
        title="3. Look, then write"
        actions={
          <span className="flex flex-wrap gap-2">
            <Button
              kind={report === undefined ? 'primary' : 'plain'}
              disabledReason={off}
              onPress={() => run.mutate(true)}
            >
              Look what would be done
            </Button>
            <Button kind="primary" disabledReason={offWrite} onPress={() => setAsked(true)}>
              Write {writes.toLocaleString('en')} …
            </Button>
          </span>
        }
      >
        <FaultsOf error={run.error}>
          <FaultSummary error={run.error} shown={() => false} />
        </FaultsOf>
        {report === undefined ? (
          <p className="text-sm text-muted">
            Nothing is written before you have seen what would become of each object and each of its fields.
          </p>
        ) : (
          <ImportReport report={report} />
        )}
      </Section>
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action={`Write ${writes.toLocaleString('en')} ${writes === 1 ? 'object' : 'objects'}`}
        isBusy={run.isPending}
        onConfirm={() => run.mutate(false)}
      >
        They are made or changed as the report says. Alerts and definitions come in disabled; nothing is sent or issued
        by it.
      </ConfirmDanger>
      <UnsavedGuard isDirty={files.length > 0 && report?.dryRun !== false} />
    </Page>
  );
}
