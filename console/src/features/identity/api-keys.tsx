import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { DataList } from '../../shared/list/data-list';
import type { Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { EmptyState } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { keyColumns, whyNotRevoked, type ApiKey } from './key-columns';
import { NewKeyDialog } from './new-key-dialog';

const nameFilter: Filter = { kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true };
const filters: readonly Filter[] = [nameFilter, { kind: 'text', name: 'user', label: 'Of user (uuid)' }];

const loadAll = (query: ListQuery, signal: AbortSignal): Promise<ListPage<ApiKey>> =>
  dataOf(api.GET('/api/v1/api-keys', { params: { query }, signal }));
const loadOwn = (query: ListQuery, signal: AbortSignal): Promise<ListPage<ApiKey>> =>
  dataOf(api.GET('/api/v1/me/api-keys', { params: { query }, signal }));

/** API keys of everybody, as far as one may see them. */
export function ApiKeyList() {
  return (
    <Page
      title="API keys"
      description="Programs show who they are by a key. It has the roles of its user."
      actions={<NewKeyButton />}
    >
      <Keys isOwn={false} />
    </Page>
  );
}

export function NewKeyButton() {
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        kind="primary"
        disabledReason={may('api-keys:write') ? undefined : 'You need the permission api-keys:write.'}
        onPress={() => setOpen(true)}
      >
        New API key
      </Button>
      {isOpen && <NewKeyDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** A list of keys: everybody's, or one's own. */
export function Keys({ isOwn }: { readonly isOwn: boolean }) {
  const may = useMay();
  const client = useQueryClient();
  const mayRevoke = isOwn || may('api-keys:write');
  const [asked, setAsked] = useState<ApiKey>();
  const path = isOwn ? '/api/v1/me/api-keys' : '/api/v1/api-keys';
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => {
      const params = { path: { uuid: key.uuid } };
      return isOwn
        ? api.DELETE('/api/v1/me/api-keys/{uuid}', { params })
        : api.DELETE('/api/v1/api-keys/{uuid}', { params });
    },
    onError: tellError,
    onSuccess: (_, { name }) => tell(`The key “${name}” is revoked.`),
    async onSettled() {
      setAsked(undefined);
      await client.resetQueries({ queryKey: ['list', 'api-keys'] });
      await client.resetQueries({ queryKey: ['list', 'own-api-keys'] });
    },
  });
  const columns = useMemo(
    () =>
      keyColumns(
        setAsked,
        (key) => whyNotRevoked(key) ?? (mayRevoke ? undefined : 'You need the permission api-keys:write.'),
      ).filter(({ id }) => !isOwn || id !== 'user'),
    [mayRevoke, isOwn],
  );
  return (
    <>
      <DataList
        id={isOwn ? 'own-api-keys' : 'api-keys'}
        what="API keys"
        path={path}
        topic="api-keys"
        filters={isOwn ? none : filters}
        columns={columns}
        load={isOwn ? loadOwn : loadAll}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        empty={
          <EmptyState title="There is no API key yet" actions={<NewKeyButton />}>
            A program that calls the API needs one.
          </EmptyState>
        }
      />
      <ConfirmDanger
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        action="Revoke this key"
        isBusy={revoke.isPending}
        onConfirm={() => asked !== undefined && revoke.mutate(asked)}
      >
        <p>
          <CertText>{asked?.name}</CertText>: whatever uses it is refused within five seconds. It cannot be taken back.
        </p>
      </ConfirmDanger>
    </>
  );
}

const none: readonly Filter[] = [];
