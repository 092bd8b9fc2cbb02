import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { ConditionTree } from '../../shared/conditions/result-tree';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { ObjectLink } from '../../shared/shell/object-link';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { wordsOf } from '../../shared/text/words';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { tell, tellError } from '../../shared/ui/toasts';
import { certificateColumns, nameOf } from '../certificates/columns';
import { collectionQuery, deleteCollection, type CollectionChange, type CollectionDetail } from './queries';

const noFilters: readonly Filter[] = [];

/** One collection: what is in it now, and what came and went. */
export function CollectionView() {
  const { uuid = '' } = useParams({ strict: false });
  const query = useQuery(collectionQuery(uuid));
  const loadMembers = useCallback(
    (asked: ListQuery, signal: AbortSignal) =>
      dataOf(
        api.GET('/api/v1/collections/{uuid}/certificates', {
          params: { path: { uuid }, query: asked },
          signal,
        }),
      ),
    [uuid],
  );
  const loadChanges = useCallback(
    (asked: ListQuery, signal: AbortSignal): Promise<ListPage<CollectionChange>> =>
      dataOf(api.GET('/api/v1/collections/{uuid}/changes', { params: { path: { uuid }, query: asked }, signal })),
    [uuid],
  );
  if (query.isPending) return <Loading what="the collection" />;
  if (query.isError) {
    return (
      <Page title="Collection">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const { value: collection, etag } = query.data;
  const members = (
    <DataList
      id={`collection-members-${uuid}`}
      what="certificates"
      topic="certificates"
      path={`/api/v1/collections/${uuid}/certificates`}
      filters={noFilters}
      columns={certificateColumns}
      load={loadMembers}
      keyOf={(row) => row.uuid}
      titleOf={nameOf}
      pathOf={(row) => `/certificates/${row.uuid}`}
      empty={<EmptyState title="Nothing is in it">No certificate fits the condition now.</EmptyState>}
    />
  );
  const changes = (
    <DataList
      id={`collection-changes-${uuid}`}
      what="changes"
      filters={changeFilters}
      columns={changeColumns}
      load={loadChanges}
      keyOf={({ seq }) => String(seq)}
      titleOf={({ certificate }) => certificate.name}
      empty={<EmptyState title="Nothing came or went yet">Changes are kept from when “track” was set.</EmptyState>}
    />
  );
  return (
    <Page
      title={collection.name}
      heading={<CertText>{collection.name}</CertText>}
      description={<CertText>{collection.description}</CertText>}
      actions={<Acts collection={collection} etag={etag} />}
    >
      <Section title="What is in it">
        <ConditionTree condition={collection.query} isPlain />
        {collection.warnings.map(({ pointer, detail }) => (
          <p key={`${pointer} ${detail}`} className="mt-1 text-sm text-warn">
            <code className="font-mono text-xs">{pointer}</code> {detail}
          </p>
        ))}
      </Section>
      <Section title="In use by">
        <InUse collection={collection} />
      </Section>
      <Tabs
        name="Of the collection"
        tabs={[
          { id: 'members', label: 'Certificates', content: members },
          { id: 'changes', label: 'Came and went', content: changes },
        ]}
      />
    </Page>
  );
}

const changeFilters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'change',
    label: 'Change',
    isPinned: true,
    choices: [
      { value: 'entered', label: 'Came' },
      { value: 'left', label: 'Went' },
    ],
  },
];

const changeColumns: readonly Column<CollectionChange>[] = [
  { id: 'at', header: 'When', width: '10rem', cell: ({ at }) => <Time at={at} /> },
  { id: 'change', header: 'Change', width: '7rem', cell: ({ change }) => wordsOf(change) },
  {
    id: 'name',
    header: 'Certificate',
    cell: ({ certificateUuid, certificate }) => (
      <PathLink to={`/certificates/${certificateUuid}`} className="block truncate underline">
        <CertText isCut>{certificate.name}</CertText>
      </PathLink>
    ),
  },
  { id: 'end', header: 'Ends', width: '10rem', cell: ({ certificate }) => <Time at={certificate.notAfter} /> },
];

function InUse({ collection: { usedBy } }: { readonly collection: CollectionDetail }) {
  if (usedBy.length === 0) return <p className="text-sm text-muted">Nothing uses it.</p>;
  return (
    <ul className="text-sm">
      {usedBy.map((one) => (
        <li key={one.uuid}>
          {wordsOf(one.kind)} <ObjectLink resource={`${one.kind}s`} uuid={one.uuid} name={one.name} />
        </li>
      ))}
    </ul>
  );
}

function Acts({ collection, etag }: { readonly collection: CollectionDetail; readonly etag: string | null }) {
  const may = useMay()('collections:write');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { uuid, name, usedBy } = collection;
  const removing = useMutation({
    mutationFn: () => deleteCollection(uuid, etag),
    onError: tellError,
    async onSuccess() {
      tell(`“${name}” is deleted. Its certificates stay.`);
      await navigate({ to: '/collections' });
      await client.resetQueries({ queryKey: ['list', 'collections'] });
    },
    onSettled: () => setAsked(false),
  });
  if (!may) return null;
  return (
    <>
      <Button disabledReason={usedBy.length > 0 ? 'Something uses it.' : undefined} onPress={() => setAsked(true)}>
        Delete
      </Button>
      <Button kind="primary" onPress={() => void navigate({ to: `/collections/${uuid}/edit` })}>
        Edit
      </Button>
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action="Delete the collection"
        isBusy={removing.isPending}
        onConfirm={() => removing.mutate()}
      >
        <p>Only the search and what is known of its changes go; the certificates stay.</p>
      </ConfirmDanger>
    </>
  );
}
