import { ApiError } from '../../shared/api/problem';
import { FaultSummary } from '../../shared/forms/faults';
import { Select } from '../../shared/ui/select';
import type { AlertDraft } from './draft';

export interface SaveFaultsProps {
  readonly error: unknown;
  readonly draft: AlertDraft;
  readonly set: (pointer: string, value: unknown) => void;
}

/** Why it was refused as a whole. Where much is due already, asks what becomes of that. */
export function SaveFaults({ error, draft, set }: SaveFaultsProps) {
  const isUnconfirmed = error instanceof ApiError && error.problem.code === 'first_run_unconfirmed';
  return (
    <>
      {/* Each fault stands at its field as well; the form is long, so all of them are told above it, too. */}
      <FaultSummary error={error} shown={() => false} />
      {(isUnconfirmed || draft.firstRun !== undefined) && (
        <Select
          label="What is due already"
          className="max-w-md"
          value={draft.firstRun}
          choices={[
            { value: 'fire', label: 'is reported by the next run' },
            { value: 'baseline', label: 'counts as reported: nobody is told of it' },
          ]}
          onChange={(next) => set('/firstRun', next)}
        />
      )}
    </>
  );
}
