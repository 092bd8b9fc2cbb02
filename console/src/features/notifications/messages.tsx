import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { DataList } from '../../shared/list/data-list';
import { doEach, eachText } from '../../shared/list/do-each';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Badge, EmptyState } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { loadMessages, markRead, unreadQuery, type Message } from './queries';
import { eventText } from './words';

const filters: readonly Filter[] = [
  { kind: 'flag', name: 'unread', label: 'Show', isPinned: true, yes: 'Unread', no: 'All' },
];

/** The person's own messages; opening one marks it as read. */
export function MessageList() {
  const mayWrite = useMay()('notifications:write');
  const unread = useQuery(unreadQuery);
  const client = useQueryClient();
  const [opened, setOpened] = useState<Message>();
  const read = useMutation({
    mutationFn: (rows: readonly Message[]) => doEach(rows, ({ uuid }) => markRead(uuid)),
    async onSuccess(result, rows) {
      if (result.refused.length > 0) tellError(new Error(eachText(result, 'are marked as read')));
      else if (rows.length > 1) tell(eachText(result, 'are marked as read'));
      await client.resetQueries({ queryKey: ['list', 'notifications'] });
      await client.invalidateQueries({ queryKey: ['notifications'] });
    },
  });
  const { mutate } = read;
  const columns = useMemo(() => {
    const open = (message: Message) => {
      setOpened(message);
      if (message.readAt === null && mayWrite) mutate([message]);
    };
    return messageColumns(open);
  }, [mayWrite, mutate]);
  const count = unread.data === undefined ? '' : `, ${unread.data.value.toLocaleString('en')} unread`;
  return (
    <Page title="My messages" heading={`My messages${count}`}>
      <DataList
        id="notifications"
        what="messages"
        path="/api/v1/notifications"
        topic="notifications"
        filters={filters}
        columns={columns}
        load={loadMessages}
        keyOf={({ uuid }) => uuid}
        titleOf={({ message }) => message}
        bulk={(chosen, clear) => {
          const rows = chosen.filter(({ readAt }) => readAt === null);
          const reason = mayWrite ? 'All of them are read.' : 'You need the permission notifications:write.';
          return (
            <Button
              disabledReason={mayWrite && rows.length > 0 ? undefined : reason}
              onPress={() => mutate(rows, { onSuccess: clear })}
            >
              Mark as read
            </Button>
          );
        }}
        empty={
          <EmptyState title="You have no messages">
            What notification profiles tell you in Certloom stands here.
          </EmptyState>
        }
      />
      <Dialog
        title={opened === undefined ? '' : <CertText>{opened.message}</CertText>}
        isOpen={opened !== undefined}
        onClose={() => setOpened(undefined)}
      >
        {opened !== undefined && (
          <div className="flex flex-col gap-3 text-sm">
            <Time at={opened.sentAt} form="both" />
            <div className="whitespace-pre-wrap">
              <CertText>{opened.detail}</CertText>
            </div>
            <PathLink to={`/event-history/${opened.firingId}`} className="underline">
              What happened, and why you were told
            </PathLink>
          </div>
        )}
      </Dialog>
    </Page>
  );
}

function messageColumns(open: (message: Message) => void): readonly Column<Message>[] {
  return [
    {
      id: 'read',
      header: 'State',
      width: '6rem',
      cell: ({ readAt }) => (readAt === null ? <Badge tone="accent">unread</Badge> : 'read'),
    },
    { id: 'sentAt', header: 'When', width: '9rem', cell: ({ sentAt }) => <Time at={sentAt} /> },
    {
      id: 'message',
      header: 'Message',
      width: 'minmax(16rem, 3fr)',
      cell: (row) => (
        <Button kind="quiet" className="max-w-full justify-start underline" onPress={() => open(row)}>
          <span className="truncate">
            <CertText isCut>{row.erasedAt === null ? row.message : '(erased)'}</CertText>
          </span>
        </Button>
      ),
    },
    { id: 'event', header: 'What happened', width: 'minmax(11rem, 1fr)', cell: ({ event }) => eventText(event) },
    {
      id: 'firing',
      header: 'Why',
      width: '6rem',
      cell: ({ firingId }) => <PathLink to={`/event-history/${firingId}`}>event</PathLink>,
    },
    { id: 'readAt', header: 'Read', isOptional: true, width: '9rem', cell: ({ readAt }) => <Time at={readAt} /> },
  ];
}
