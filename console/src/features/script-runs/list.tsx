import { DataList } from '../../shared/list/data-list';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { EmptyState } from '../../shared/ui/states';
import { runColumns } from './columns';
import { runFilters } from './filters';
import { loadRuns } from './queries';
import { runStatusWords } from './words';

/** What ran, what it printed, and what came of it. */
export function ScriptRunList() {
  return (
    <Page
      title="Script runs"
      description={
        <>
          Kept for as long as the settings say.{' '}
          <PathLink to="/scripts" className="underline">
            The scripts
          </PathLink>
        </>
      }
    >
      <DataList
        id="script-runs"
        what="runs"
        path="/api/v1/script-runs"
        topic="script-runs"
        filters={runFilters}
        columns={runColumns}
        load={loadRuns}
        keyOf={({ runId }) => runId}
        titleOf={({ script, status }) => `${script}: ${runStatusWords(status)}`}
        pathOf={({ runId }) => `/script-runs/${runId}`}
        empty={
          <EmptyState title="No script has run yet">
            Open a script and run it on its test bench, or use it in an alert, an action or a workflow.
          </EmptyState>
        }
      />
    </Page>
  );
}
