import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { ApiError, sentenceOf } from '../api/problem';

const Faults = createContext<ReadonlyMap<string, readonly string[]>>(new Map());

/** Gives the sentences of a refusal to the fields inside that it names. */
export function FaultsOf({ error, children }: { readonly error: unknown; readonly children: ReactNode }) {
  const byPointer = useMemo(() => {
    const faults = error instanceof ApiError ? error.faultsByPointer() : new Map<string, { detail: string }[]>();
    return new Map([...faults].map(([pointer, list]) => [pointer, list.map(({ detail }) => detail)] as const));
  }, [error]);
  return <Faults.Provider value={byPointer}>{children}</Faults.Provider>;
}

/** What the API says about the field at this pointer; with `isDeep` about anything inside of it, too. */
export function useFaults(pointer: string, isDeep = false): readonly string[] {
  const faults = useContext(Faults);
  if (!isDeep) return faults.get(pointer) ?? [];
  return [...faults].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`)).flatMap(([, list]) => list);
}

/** All of them, by their pointers: for what finds its own places, such as trees. */
export function useAllFaults(): ReadonlyMap<string, readonly string[]> {
  return useContext(Faults);
}

/** Above a form: the refusal as a whole, and the faults that no field of the form shows. */
export function FaultSummary({
  error,
  shown,
}: {
  readonly error: unknown;
  readonly shown: (pointer: string) => boolean;
}) {
  if (error === undefined || error === null) return null;
  const others = error instanceof ApiError ? (error.problem.errors ?? []).filter(({ pointer }) => !shown(pointer)) : [];
  return (
    <div role="alert" className="rounded-md border border-danger/40 bg-danger-tint p-3 text-sm text-danger">
      <p>{sentenceOf(error)}</p>
      {others.length > 0 && (
        <ul className="mt-1 list-disc pl-5">
          {others.map(({ pointer, detail }) => (
            <li key={pointer + detail}>
              <code className="font-mono">{pointer}</code>: {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
