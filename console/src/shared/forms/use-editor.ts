import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { ApiError } from '../api/problem';
import { isSame, type Members } from './merge';
import { valueAt, withValueAt } from './pointers';

/** An object as it was read, with the revision that a change of it names. */
export interface Loaded<T> {
  readonly value: T;
  /** `ETag` of the answer; null where the API gives none. */
  readonly etag: string | null;
}

export interface EditorOptions<T extends Members, R> {
  readonly queryKey: readonly unknown[];
  /** Reads the object; absent for one that is new. */
  readonly load?: (signal: AbortSignal) => Promise<Loaded<T>>;
  /** What a new one begins with. */
  readonly initial: T;
  /** Saves it; with the ETag that was read as `If-Match`. Throws `ApiError` where the API refuses. */
  readonly save: (value: T, etag: string | null) => Promise<R>;
  readonly onSaved?: (result: R) => void;
}

/** State of an editor: a draft beside what was read, undo, refusals at their fields, and both sides after a 412. */
export function useEditor<T extends Members, R>({ queryKey, load, initial, save, onSaved }: EditorOptions<T, R>) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [...queryKey, 'editor'],
    queryFn: ({ signal }) => load!(signal),
    enabled: load !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
  const [base, setBase] = useState<Loaded<T> | undefined>();
  const read = base ?? query.data ?? { value: initial, etag: null };
  const [steps, setSteps] = useState<{ readonly past: readonly T[]; readonly future: readonly T[]; readonly now?: T }>({
    past: [],
    future: [],
  });
  const draft = steps.now ?? read.value;
  const [theirs, setTheirs] = useState<Loaded<T> | undefined>();

  const last = useRef({ place: '', at: -Infinity });
  const setDraft = useCallback(
    (next: T, place = '') => {
      // Letters typed one after the other at one place are one step back.
      const isSameAct = place !== '' && place === last.current.place && performance.now() - last.current.at < 1000;
      last.current = { place, at: performance.now() };
      setSteps(({ past, now }) => ({
        past: isSameAct && past.length > 0 ? past : [...past, now ?? read.value].slice(-200),
        future: [],
        now: next,
      }));
    },
    [read.value],
  );
  const set = useCallback(
    (pointer: string, value: unknown) => setDraft(withValueAt(draft, pointer, value) as T, pointer),
    [draft, setDraft],
  );
  const undo = () =>
    setSteps(({ past, future, now }) =>
      past.length === 0
        ? { past, future, ...(now === undefined ? {} : { now }) }
        : { past: past.slice(0, -1), future: [now ?? read.value, ...future], now: past.at(-1)! },
    );
  const redo = () =>
    setSteps(({ past, future, now }) =>
      future.length === 0
        ? { past, future, ...(now === undefined ? {} : { now }) }
        : { past: [...past, now ?? read.value], future: future.slice(1), now: future[0]! },
    );

  const saving = useMutation({
    mutationFn: (value: T) => save(value, read.etag),
    onSuccess: async (result, saved) => {
      // The draft stands until what was saved is read again, so that nothing jumps back meanwhile; what was changed since
      // stays on top of it.
      await client.invalidateQueries({ queryKey });
      setBase(undefined);
      last.current = { place: '', at: -Infinity };
      setSteps((steps) => (steps.now === undefined || steps.now === saved ? { past: [], future: [] } : steps));
      onSaved?.(result);
    },
    onError: async (error) => {
      if (!(error instanceof ApiError && error.isStale) || load === undefined) return;
      setTheirs(await load(new AbortController().signal));
    },
  });
  return {
    query,
    isReady: load === undefined || query.data !== undefined,
    draft,
    set,
    setDraft,
    at: (pointer: string) => valueAt(draft, pointer),
    isDirty: useMemo(() => !isSame(draft, read.value), [draft, read.value]),
    undo: steps.past.length > 0 ? undo : undefined,
    redo: steps.future.length > 0 ? redo : undefined,
    reset: () => setSteps({ past: [], future: [] }),
    save: () => saving.mutate(draft),
    isSaving: saving.isPending,
    error: theirs === undefined ? saving.error : null,
    /** For the `MergeDialog`, after somebody else has saved. */
    merge: {
      base: theirs === undefined ? undefined : read.value,
      mine: draft,
      theirs: theirs?.value,
      onClose: () => setTheirs(undefined),
      onMerge(merged: Members) {
        setBase(theirs);
        setDraft(merged as T);
        setTheirs(undefined);
      },
    },
  };
}
