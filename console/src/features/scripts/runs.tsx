import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import { EmptyState } from '../../shared/ui/states';
import { runColumns } from '../script-runs/columns';
import { runFilters } from '../script-runs/filters';
import { loadRuns } from '../script-runs/queries';
import { runStatusWords } from '../script-runs/words';

const filters = runFilters.filter(({ name }) => name !== 'script');
const columns = runColumns.filter(({ id }) => id !== 'script');

/** The runs of one script. */
export function ScriptRuns({ name }: { readonly name: string }) {
  const fixed = useMemo(() => ({ script: name }), [name]);
  return (
    <DataList
      id="runs-of-script"
      fixed={fixed}
      what="runs"
      topic="script-runs"
      filters={filters}
      columns={columns}
      load={loadRuns}
      keyOf={({ runId }) => runId}
      titleOf={({ status }) => runStatusWords(status)}
      pathOf={({ runId }) => `/script-runs/${runId}`}
      empty={<EmptyState title="It has not run yet">Run it on the test bench, or use it in an alert.</EmptyState>}
    />
  );
}
