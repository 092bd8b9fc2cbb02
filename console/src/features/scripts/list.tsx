import { useNavigate } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { scriptColumns } from './columns';
import { loadScripts } from './queries';
import { runtimeNames } from './words';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'search', label: 'Search', isPinned: true, placeholder: 'Name, description or text' },
  {
    kind: 'choice',
    name: 'runtime',
    label: 'Runtime',
    isPinned: true,
    choices: Object.entries(runtimeNames).map(([value, label]) => ({ value, label })),
  },
  {
    kind: 'choice',
    name: 'category',
    label: 'For',
    choices: [
      { value: 'handler', label: 'handlers of alerts' },
      { value: 'workflow', label: 'steps and actions' },
      { value: 'shared', label: 'other scripts' },
    ],
  },
  { kind: 'text', name: 'namePrefix', label: 'Name begins with' },
];

/** Stored scripts, with what they run on, how their last runs ended, and what uses them. */
export function ScriptList() {
  const mayWrite = useMay()('scripts:write');
  const navigate = useNavigate();
  const create = (
    <Button kind="primary" onPress={() => void navigate({ to: '/new-script' })}>
      New script
    </Button>
  );
  return (
    <Page
      title="Scripts"
      description={
        <>
          What handlers, actions and workflow steps run, each in a process of its own.{' '}
          <PathLink to="/script-runs" className="underline">
            All runs
          </PathLink>
        </>
      }
      actions={mayWrite && create}
    >
      <DataList
        id="scripts"
        what="scripts"
        path="/api/v1/scripts"
        topic="scripts"
        filters={filters}
        columns={scriptColumns}
        load={loadScripts}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ name }) => `/scripts/${name}`}
        empty={
          <EmptyState title="There are no scripts yet" actions={mayWrite && create}>
            {mayWrite
              ? 'Write one in PowerShell, JavaScript, bash or Python, test it on the bench, and use it in an alert.'
              : 'Somebody with the right scripts:write can write one.'}
          </EmptyState>
        }
      />
    </Page>
  );
}
