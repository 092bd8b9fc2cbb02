import { useCallback, useEffect, useState } from 'react';
import { onLive, type Topic } from './events';

export interface News {
  /** Changes since `seen` was called last; an object that changed twice counts twice. */
  readonly count: number;
  /** Whether all of them are new objects. */
  readonly isNew: boolean;
  readonly seen: () => void;
}

const none = { count: 0, isNew: true };

/** What has changed in a topic while a list of it was shown; for "12 new: show". */
export function useNews(topic: Topic | undefined): News {
  const [news, setNews] = useState(none);
  useEffect(() => {
    if (topic === undefined) return;
    return onLive(topic, ({ kind, count }) =>
      setNews((before) => ({ count: before.count + count, isNew: before.isNew && kind === 'created' })),
    );
  }, [topic]);
  return { ...news, seen: useCallback(() => setNews(none), []) };
}
