import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { CopyButton } from '../../shared/text/copy-button';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { feedQuery } from './queries';

/** The person's calendar feed: made, given a new address, taken back. The address is secret and shown once. */
export function FeedButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Calendar feed</Button>
      {isOpen && <FeedDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function FeedDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const feed = useQuery(feedQuery);
  const refresh = () => client.invalidateQueries({ queryKey: feedQuery.queryKey });
  const create = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/expiring/feed', {})),
    onError: tellError,
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE('/api/v1/expiring/feed', {})),
    onError: tellError,
    async onSuccess() {
      create.reset();
      tell('The feed is gone; its address does not work any more.');
      await refresh();
    },
  });
  const busy = create.isPending || remove.isPending ? 'It is being done.' : undefined;
  const has = feed.data !== null && feed.data !== undefined;
  return (
    <Dialog
      title="Calendar feed"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          {has && (
            <Button onPress={() => remove.mutate()} disabledReason={busy}>
              Delete the feed
            </Button>
          )}
          {feed.isSuccess && (
            <Button kind={has ? 'plain' : 'primary'} onPress={() => create.mutate()} disabledReason={busy}>
              {has ? 'New secret address' : 'Make a feed'}
            </Button>
          )}
        </>
      }
    >
      <p className="text-sm">
        A calendar that reads this feed shows when your certificates and those of your groups end. Whoever has its
        address sees the same, so keep it to yourself.
      </p>
      {feed.isPending ? (
        <Loading what="the feed" />
      ) : feed.isError ? (
        <ErrorState error={feed.error} onRetry={() => void feed.refetch()} />
      ) : has ? (
        <p className="text-sm">
          You have one since <Time at={feed.data?.createdAt} form="both" />. Its address was shown when it was made; a
          new one ends it.
        </p>
      ) : (
        <p className="text-sm">You have none yet.</p>
      )}
      {create.data !== undefined && (
        <div role="status" className="flex flex-col gap-2 text-sm">
          <strong>Its address, shown this once:</strong>
          <code className="font-mono text-xs break-all">{create.data.url}</code>
          <span>
            <CopyButton text={create.data.url} what="address of the feed" kind="plain" />
          </span>
        </div>
      )}
    </Dialog>
  );
}
