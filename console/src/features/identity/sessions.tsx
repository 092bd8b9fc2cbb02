import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Badge, EmptyState } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { endText, methodText } from './session-words';

type Session = Schema<'Session'>;

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'state',
    label: 'State',
    isPinned: true,
    choices: [
      { value: 'live', label: 'live' },
      { value: 'ended', label: 'ended' },
    ],
  },
  {
    kind: 'choice',
    name: 'method',
    label: 'Signed in by',
    isPinned: true,
    choices: (['provider', 'password', 'apiKey', 'address'] as const).map((value) => ({
      value,
      label: methodText(value),
    })),
  },
];
const ofAll: readonly Filter[] = [...filters, { kind: 'text', name: 'user', label: 'Of user (uuid)' }];

const loadAll = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Session>> =>
  dataOf(api.GET('/api/v1/sessions', { params: { query }, signal }));
const loadOwn = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Session>> =>
  dataOf(api.GET('/api/v1/me/sessions', { params: { query }, signal }));

/** Who is signed in, and since when; each can be ended. */
export function SessionList() {
  return (
    <Page
      title="Sessions"
      description="Browsers that are, or were, signed in. Ending one asks that browser to sign in again."
    >
      <Sessions isOwn={false} />
    </Page>
  );
}

export function Sessions({ isOwn }: { readonly isOwn: boolean }) {
  const may = useMay();
  const client = useQueryClient();
  const mayEnd = isOwn || may('sessions:write');
  const [asked, setAsked] = useState<Session>();
  const end = useMutation({
    mutationFn: ({ uuid }: Session) => {
      const params = { path: { uuid } };
      return isOwn
        ? api.DELETE('/api/v1/me/sessions/{uuid}', { params })
        : api.DELETE('/api/v1/sessions/{uuid}', { params });
    },
    onError: tellError,
    onSuccess: () => tell('The session is over.'),
    async onSettled() {
      setAsked(undefined);
      await client.resetQueries({ queryKey: ['list', 'sessions'] });
      await client.resetQueries({ queryKey: ['list', 'own-sessions'] });
    },
  });
  const columns = useMemo(() => sessionColumns(isOwn, mayEnd, setAsked), [isOwn, mayEnd]);
  return (
    <>
      <DataList
        id={isOwn ? 'own-sessions' : 'sessions'}
        what="sessions"
        path={isOwn ? '/api/v1/me/sessions' : '/api/v1/sessions'}
        topic="sessions"
        filters={isOwn ? filters : ofAll}
        columns={columns}
        load={isOwn ? loadOwn : loadAll}
        keyOf={({ uuid }) => uuid}
        titleOf={({ userName, user, ipAddress }) => `${userName ?? user} from ${ipAddress}`}
        empty={
          <EmptyState title="Nobody has signed in with a browser yet">
            A session begins when somebody signs in to the console.
          </EmptyState>
        }
      />
      <ConfirmDanger
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        action="End this session"
        isBusy={end.isPending}
        onConfirm={() => asked !== undefined && end.mutate(asked)}
      >
        {asked?.isCurrent === true
          ? 'It is the one that you use now: you will have to sign in again.'
          : 'That browser has to sign in again. What was typed there stays in its form.'}
      </ConfirmDanger>
    </>
  );
}

function sessionColumns(
  isOwn: boolean,
  mayEnd: boolean,
  onEnd: (session: Session) => void,
): readonly Column<Session>[] {
  const user: Column<Session> = {
    id: 'user',
    header: 'User',
    width: 'minmax(9rem, 1fr)',
    cell: ({ user, userName }) => (
      <PathLink to={`/users/${user}`} className="block truncate">
        <CertText isCut>{userName ?? user}</CertText>
      </PathLink>
    ),
  };
  return [
    ...(isOwn ? [] : [user]),
    {
      id: 'state',
      header: 'State',
      width: '9rem',
      cell: (session) => (
        <Badge tone={session.state === 'live' ? 'good' : 'neutral'}>
          {session.isCurrent ? 'this one' : endText(session)}
        </Badge>
      ),
    },
    {
      id: 'method',
      header: 'Signed in by',
      width: '11rem',
      cell: ({ method, provider }) => <CertText isCut>{provider ?? methodText(method)}</CertText>,
    },
    {
      id: 'lastUsedAt',
      header: 'Last used',
      sort: 'lastUsedAt',
      width: '9rem',
      cell: ({ lastUsedAt }) => <Time at={lastUsedAt} />,
    },
    {
      id: 'createdAt',
      header: 'Since',
      sort: 'createdAt',
      width: '9rem',
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    { id: 'endsAt', header: 'Ends', width: '9rem', cell: ({ endsAt }) => <Time at={endsAt} /> },
    { id: 'ipAddress', header: 'From', width: '9rem', cell: ({ ipAddress }) => <CertText isCut>{ipAddress}</CertText> },
    {
      id: 'userAgent',
      header: 'Browser',
      isOptional: true,
      width: 'minmax(12rem, 2fr)',
      cell: ({ userAgent }) => <CertText isCut>{userAgent}</CertText>,
    },
    {
      id: 'end',
      header: 'End',
      width: '6rem',
      cell: (session) => (
        <Button
          disabledReason={
            session.state === 'ended'
              ? 'It is over already.'
              : mayEnd
                ? undefined
                : 'You need the permission sessions:write.'
          }
          onPress={() => onEnd(session)}
        >
          End …
        </Button>
      ),
    },
  ];
}
