import { useState } from 'react';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { Badge } from '../../shared/ui/states';
import { itemsMatching, outcomes, outcomeText, screenOf, toneOf, type Item, type Report } from './report-words';
import { WrittenList } from './written-list';

/** What would become, or became, of each object in the files: every field that is mapped, changed or left. */
export function ImportReport({ report }: { readonly report: Report }) {
  const { items = [], dryRun } = report;
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState('');
  const shown = itemsMatching(items, text, outcome);
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap gap-2 text-sm" data-testid="totals">
        {outcomes.map((one) => (
          <Badge key={one} tone={toneOf(one)}>
            {(report.totals?.[one] ?? 0).toLocaleString('en')} {outcomeText(one, dryRun)}
          </Badge>
        ))}
      </p>
      <div role="search" aria-label="Filters of the report" className="flex flex-wrap items-end gap-2">
        <TextField label="Search" type="search" value={text} onChange={setText} className="w-64" />
        <Select
          label="Show"
          className="w-56"
          value={outcome}
          onChange={setOutcome}
          choices={[
            { value: '', label: 'all' },
            ...outcomes.map((value) => ({ value, label: outcomeText(value, dryRun) })),
          ]}
        />
      </div>
      <ul className="flex flex-col gap-2" aria-label="Objects in the files">
        {shown.map((item) => (
          <ItemView key={`${item.file ?? ''} ${item.path}`} item={item} isDryRun={dryRun} />
        ))}
      </ul>
      {shown.length === 0 && <p className="text-sm text-muted">No object fits the filters.</p>}
      {report.objects.length > 0 && (
        <details className="rounded-md border border-line p-3 text-sm">
          <summary className="cursor-pointer font-semibold">Each member that changes here</summary>
          <div className="mt-2">
            <WrittenList objects={report.objects} isDryRun={dryRun} />
          </div>
        </details>
      )}
    </div>
  );
}

function ItemView({ item, isDryRun }: { readonly item: Item; readonly isDryRun: boolean }) {
  const { kind, name, outcome, target, id, file, path, mappedPaths, notes, originId } = item;
  const screen = screenOf(target?.kind, id);
  return (
    <li className="rounded-md border border-line bg-surface p-3 text-sm">
      <p className="flex flex-wrap items-baseline gap-2">
        <Badge tone={toneOf(outcome)}>{outcomeText(outcome, isDryRun)}</Badge>
        <span className="font-medium">
          {kind} <CertText>{name}</CertText>
        </span>
        {target !== null && (
          <span>
            → {target.kind}{' '}
            {screen === undefined ? (
              <CertText>{target.name}</CertText>
            ) : (
              <PathLink to={screen} className="underline">
                <CertText>{target.name}</CertText>
              </PathLink>
            )}
          </span>
        )}
        <span className="text-xs text-muted">
          {file} <code className="font-mono">{path}</code>
          {originId !== null && <> · id there {originId}</>}
        </span>
      </p>
      {notes.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1" aria-label={`Notes on ${name}`}>
          {notes.map(({ code, path: at, value, message }, index) => (
            <li key={index} className="grid grid-cols-1 gap-x-3 border-t border-line pt-1 sm:grid-cols-[12rem_1fr]">
              <code className="font-mono text-xs break-all text-muted">{code}</code>
              <span className="min-w-0">
                <CertText>{message}</CertText> <code className="font-mono text-xs break-all text-muted">{at}</code>
                {value !== undefined && value !== null && (
                  <span className="block text-xs">
                    It was: <CertText isMono>{typeof value === 'string' ? value : JSON.stringify(value)}</CertText>
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mappedPaths.length > 0 && (
        <details className="mt-2">
          <summary className="cursor-pointer text-xs text-muted">
            {mappedPaths.length.toLocaleString('en')} {mappedPaths.length === 1 ? 'field is' : 'fields are'} taken over
          </summary>
          <p className="mt-1 font-mono text-xs break-all">{mappedPaths.join('  ')}</p>
        </details>
      )}
    </li>
  );
}
