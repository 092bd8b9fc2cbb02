import { Settings } from '../editor/preview-dialog';
import { PathLink } from '../../../shared/shell/path-link';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Badge } from '../../../shared/ui/states';
import { lasted, variablesAt, type InstanceDetail } from '../model/walk';
import { visitWords } from '../words';

export interface VisitLogProps {
  readonly instance: InstanceDetail;
  /** Only visits of this step. */
  readonly only: string | undefined;
}

/** Each visit of a step: what it was given, what came of it, and the variables as they were then. */
export function VisitLog({ instance, only }: VisitLogProps) {
  const rows = instance.steps
    .map((visit, index) => ({ visit, index }))
    .filter(({ visit }) => only === undefined || visit.uniqueName === only);
  if (rows.length === 0) return <p className="text-sm text-muted">It was not visited.</p>;
  return (
    <ol className="flex flex-col gap-2">
      {rows.map(({ visit, index }) => {
        const { uniqueName, attempt, visit: count, status, startedAt, endedAt, left, error, message, runId } = visit;
        const { text, tone } = visitWords(status);
        const known = variablesAt(instance, index);
        return (
          <li key={`${attempt} ${uniqueName} ${count}`} className="rounded-md border border-line">
            <details open={status === 'failed' || endedAt === null}>
              <summary className="flex min-h-8 cursor-pointer flex-wrap items-center gap-2 px-3 py-1 text-sm">
                <Badge tone={tone}>{text}</Badge>
                <strong>{uniqueName}</strong>
                {(count > 1 || attempt > 1) && (
                  <span className="text-muted">
                    visit {count}, attempt {attempt}
                  </span>
                )}
                <span className="text-muted">
                  <Time at={startedAt} />, {lasted(startedAt, endedAt, new Date())}
                </span>
                {left !== null && <span className="text-muted">left by {left}</span>}
              </summary>
              <div className="flex flex-col gap-3 border-t border-line p-3">
                {error !== null && (
                  <p className="text-sm text-danger">
                    <code className="font-mono">{error.code}</code>: <CertText>{error.message}</CertText>
                  </p>
                )}
                {message !== null && (
                  <p className="text-sm">
                    <CertText>{message}</CertText>
                  </p>
                )}
                <Part title="Variables when it began" values={known} />
                <Part title="Settings as they were filled" values={visit.inputs} />
                <Part title="What came of it" values={visit.outputs} />
                <Part title="Variables that it set" values={visit.variables} />
                {runId !== null && (
                  <p className="text-sm">
                    <PathLink to={`/script-runs/${runId}`} className="underline">
                      Run of its script
                    </PathLink>{' '}
                    <code className="font-mono text-xs">{runId}</code>
                  </p>
                )}
              </div>
            </details>
          </li>
        );
      })}
    </ol>
  );
}

function Part({
  title,
  values,
}: {
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>> | null;
}) {
  if (values === null || Object.keys(values).length === 0) return null;
  return (
    <div>
      <h3 className="text-xs font-semibold text-muted">{title}</h3>
      <Settings settings={values} />
    </div>
  );
}
