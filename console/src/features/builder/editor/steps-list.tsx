import { classes } from '../../../shared/ui/classes';
import { Badge } from '../../../shared/ui/states';
import type { Kinds } from '../model/edit';
import type { Step } from '../model/flow';
import { inOrder } from '../model/order';
import type { FlowProblem } from '../model/problems';
import { marksOf } from '../model/problems';
import { waysOf } from '../model/ways';
import { signOf } from './signs';

export interface StepsListProps {
  readonly steps: readonly Step[];
  readonly kinds: Kinds;
  readonly problems: readonly FlowProblem[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (name: string) => void;
}

/** The same graph as a list, in the order in which steps are reached: for keyboards, readers and small windows. */
export function StepsList({ steps, kinds, problems, selected, onSelect }: StepsListProps) {
  const marks = marksOf(problems);
  const titles = new Map(steps.map((step) => [step.uniqueName, step.displayName || step.uniqueName]));
  return (
    <ol aria-label="Steps" className="flex flex-col gap-1">
      {inOrder(steps, kinds).map((step) => {
        const { uniqueName, type, enabled } = step;
        const mark = marks.get(uniqueName);
        const isChosen = selected.has(uniqueName);
        return (
          <li key={uniqueName} className={classes('rounded-md border', isChosen ? 'border-accent' : 'border-line')}>
            <button
              type="button"
              aria-pressed={isChosen}
              onClick={() => onSelect(uniqueName)}
              className={classes(
                'flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-left text-sm',
                isChosen ? 'bg-accent-tint' : 'hover:bg-hover',
              )}
            >
              <span aria-hidden="true" className="w-6 shrink-0 text-center">
                {signOf(type)}
              </span>
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{titles.get(uniqueName)}</span>
                <span className="block truncate text-xs text-muted">
                  {kinds.get(type)?.title ?? type}
                  {!enabled && ', disabled'}
                </span>
              </span>
              {mark !== undefined && <Badge tone={mark === 'error' ? 'bad' : 'warn'}>{mark}</Badge>}
            </button>
            <ul className="px-2 pb-1 pl-10 text-xs text-muted">
              {waysOf(step, kinds.get(type)).map(({ id, label, nature, to }) =>
                to === undefined && nature !== 'continue' && nature !== 'branch' && nature !== 'else' ? null : (
                  <li key={id} className="truncate">
                    {label} →{' '}
                    {to === undefined ? <strong className="text-danger">nowhere yet</strong> : (titles.get(to) ?? to)}
                  </li>
                ),
              )}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}
