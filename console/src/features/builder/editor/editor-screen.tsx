import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Page } from '../../../shared/shell/page';
import { ErrorState, Loading } from '../../../shared/ui/states';
import { definitionQuery, flowTypesQuery } from '../queries';
import { Editor } from './editor';
import { useFlow, useKinds } from './use-flow';

/** The editor of one workflow. */
export function EditorScreen() {
  const { uuid = '' } = useParams({ strict: false });
  // Another workflow is another editor: nothing of the one before it is kept.
  return <Loaded key={uuid} uuid={uuid} />;
}

function Loaded({ uuid }: { readonly uuid: string }) {
  const definition = useQuery(definitionQuery(uuid));
  const types = useQuery(flowTypesQuery);
  const { query: kindsQuery, kinds } = useKinds();
  const flow = useFlow(uuid);
  const error = definition.error ?? types.error ?? kindsQuery.error ?? flow.query.error;
  const isWhole =
    definition.data !== undefined && types.data !== undefined && kindsQuery.data !== undefined && flow.isReady;
  if (error !== null && !isWhole) {
    return (
      <Page title="Workflow">
        <ErrorState
          error={error}
          onRetry={() => {
            for (const one of [definition, types, kindsQuery, flow.query]) void one.refetch();
          }}
        />
      </Page>
    );
  }
  if (definition.data === undefined || types.data === undefined || kindsQuery.data === undefined || !flow.isReady) {
    return (
      <Page title="Workflow">
        <Loading what="the workflow" />
      </Page>
    );
  }
  return <Editor definition={definition.data} types={types.data} kinds={kinds} flow={flow} />;
}
