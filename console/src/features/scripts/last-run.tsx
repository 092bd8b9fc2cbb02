import { PathLink } from '../../shared/shell/path-link';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { Schema } from '../../shared/api/types';
import { runStatusWords, toneOfRun } from '../script-runs/words';

/** The last run of a script in one security context: how it ended and when. */
export function LastRun({ run }: { readonly run: Schema<'LastScriptRun'> | null }) {
  if (run === null) return <span className="text-muted">never</span>;
  return (
    <PathLink to={`/script-runs/${run.runId}`} className="flex items-center gap-1.5">
      <Badge tone={toneOfRun(run.status)}>{runStatusWords(run.status)}</Badge>
      <Time at={run.requestedAt} />
    </PathLink>
  );
}
