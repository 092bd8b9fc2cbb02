import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../../../shared/api/problem';
import { useEditor } from '../../../shared/forms/use-editor';
import { tell } from '../../../shared/ui/toasts';
import type { Kinds } from '../model/edit';
import type { Flow } from '../model/flow';
import { problemsOf, type FlowProblem } from '../model/problems';
import { bodyOf, draftValidationQuery, loadFlow, saveFlow, stepKindsQuery } from '../queries';
import { useSettled } from './use-settled';

const noFlow = { steps: [], canvas: { places: [], notes: [] } } as unknown as Flow;

export function useKinds() {
  const query = useQuery(stepKindsQuery);
  const kinds: Kinds = useMemo(() => new Map((query.data ?? []).map((kind) => [kind.type, kind])), [query.data]);
  return { query, kinds, list: query.data ?? [] };
}

/** A definition being edited, with what the API says of it as it stands. */
export function useFlow(uuid: string) {
  const client = useQueryClient();
  const editor = useEditor<Flow, unknown>({
    queryKey: ['definition', uuid],
    load: (signal) => loadFlow(uuid, signal),
    initial: noFlow,
    save: (flow, etag) => saveFlow(uuid, flow, etag),
    onSaved() {
      tell('Saved.');
      void client.resetQueries({ queryKey: ['list', 'definitions'] });
    },
  });
  const { draft, isReady } = editor;
  // Positions say nothing that could be wrong: whoever drags asks nobody.
  const settled = useSettled(
    useMemo(() => ({ ...draft, canvas: noFlow.canvas }), [draft]),
    500,
  );
  const validation = useQuery({ ...draftValidationQuery(uuid, settled), enabled: isReady && settled.steps.length > 0 });
  const problems = useMemo(
    () => problemsIn(validation.data, validation.error, settled),
    [validation.data, validation.error, settled],
  );
  const canBeSaved = validation.data?.canBeSaved ?? !(validation.error instanceof ApiError);
  return { ...editor, problems, canBeSaved, isChecking: validation.isFetching, body: () => bodyOf(draft) };
}

function problemsIn(
  told: { readonly errors: Told; readonly warnings: Told } | undefined,
  error: unknown,
  { steps }: Flow,
): readonly FlowProblem[] {
  if (told !== undefined) return problemsOf(told, steps);
  // What the schema of a definition refuses comes as a refusal.
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return problemsOf({ errors: faults, warnings: [] }, steps);
}

type Told = readonly { readonly pointer: string; readonly detail: string }[];
