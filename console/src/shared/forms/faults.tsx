import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { ApiError, sentenceOf } from '../api/problem';

/** What is said of the parts of a body, by their pointers. */
export type Sentences = ReadonlyMap<string, readonly string[]>;

const Faults = createContext<Sentences>(new Map());

export function sentencesOf(error: unknown): Sentences {
  const faults = error instanceof ApiError ? error.faultsByPointer() : new Map<string, { detail: string }[]>();
  return new Map([...faults].map(([pointer, list]) => [pointer, list.map(({ detail }) => detail)] as const));
}

/** Those about a part and what is in it, by pointers into that part. */
export function sentencesBelow(all: Sentences, pointer: string): Sentences {
  const own = [...all].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`));
  return new Map(own.map(([at, sentences]) => [at.slice(pointer.length), sentences]));
}

/** Gives the sentences of a refusal to the fields inside that it names. */
export function FaultsOf({ error, children }: { readonly error: unknown; readonly children: ReactNode }) {
  const byPointer = useMemo(() => sentencesOf(error), [error]);
  return <Faults.Provider value={byPointer}>{children}</Faults.Provider>;
}

/** What the API says about the field at this pointer; with `isDeep` about anything inside of it, too. */
export function useFaults(pointer: string, isDeep = false): readonly string[] {
  const faults = useContext(Faults);
  if (!isDeep) return faults.get(pointer) ?? [];
  return [...sentencesBelow(faults, pointer).values()].flat();
}

/** All of them, by their pointers: for what finds its own places, such as trees. */
export function useAllFaults(): Sentences {
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
