import { Badge } from '../../../shared/ui/states';
import { placeOf, type FlowProblem } from '../model/problems';

export interface ProblemsListProps {
  readonly problems: readonly FlowProblem[];
  readonly canBeSaved: boolean;
  readonly onOpen: (step: string) => void;
}

/** Everything that the API says of the workflow as it stands; each leads to its step. */
export function ProblemsList({ problems, canBeSaved, onOpen }: ProblemsListProps) {
  if (problems.length === 0) return <p className="text-sm text-muted">Nothing is against it.</p>;
  return (
    <div className="flex flex-col gap-2">
      {!canBeSaved && <p className="text-sm text-danger">With these errors it cannot be saved yet.</p>}
      <ul className="flex flex-col gap-1 text-sm">
        {problems.map((problem) => {
          const { severity, step, detail, pointer } = problem;
          const place = placeOf(problem);
          return (
            <li key={`${pointer} ${detail}`} className="rounded-md border border-line p-2">
              <Badge tone={severity === 'error' ? 'bad' : 'warn'}>{severity}</Badge>{' '}
              {step === undefined ? (
                <span className="font-medium">Workflow</span>
              ) : (
                <button
                  type="button"
                  className="min-h-6 cursor-pointer font-medium text-accent underline"
                  onClick={() => onOpen(step)}
                >
                  {step}
                </button>
              )}
              {place !== '' && <span className="text-muted"> {place}</span>}
              <span className="block">{detail}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
