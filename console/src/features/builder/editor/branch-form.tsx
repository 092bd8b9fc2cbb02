import { Button } from '../../../shared/ui/button';
import { Select } from '../../../shared/ui/select';
import { changeStep } from '../model/edit';
import type { BranchCase, BranchSettings } from '../model/ways';
import { ConditionsField } from './conditions-field';
import type { StepPanelProps } from './step-panel';

/** Branches in the order in which they are asked: the first whose conditions hold is taken. */
export function BranchForm(props: StepPanelProps) {
  const { flow, step, problems, onFlow } = props;
  const { branches = [], else: rest = '' } = step.settings as BranchSettings;
  const set = (next: BranchSettings, place?: string) =>
    onFlow(
      changeStep(flow, step.uniqueName, (before) => ({ ...before, settings: { ...before.settings, ...next } })),
      place,
    );
  const put = (index: number, change: Partial<BranchCase>, place?: string) =>
    set({ branches: branches.map((one, at) => (at === index ? { ...one, ...change } : one)) }, place);
  const swap = (index: number) =>
    set({
      branches: branches.map((one, at) => branches[at === index ? index - 1 : at === index - 1 ? index : at] ?? one),
    });
  const targets = [
    { value: '', label: 'Nowhere yet' },
    ...flow.steps
      .filter(({ type, uniqueName }) => type !== 'start' && uniqueName !== step.uniqueName)
      .map(({ uniqueName, displayName }) => ({ value: uniqueName, label: displayName || uniqueName })),
  ];
  const faults = (at: string) =>
    problems
      .filter(({ step: of, pointer }) => of === step.uniqueName && pointer.includes(at))
      .map(({ detail }) => detail);
  return (
    <div className="flex flex-col gap-4">
      {branches.map((branch, index) => (
        <fieldset key={index} className="flex flex-col gap-2 rounded-md border border-line p-3">
          <legend className="px-1 text-sm font-semibold">If {index + 1}</legend>
          <ConditionsField
            {...props}
            label={`Conditions of branch ${index + 1}`}
            at={`/settings/branches/${index}/conditions`}
            conditions={branch.conditions ?? []}
            mode={branch.conditionMode ?? 'all'}
            emptyText="There is no condition: whatever comes here goes this way."
            onChange={(conditions, conditionMode) => put(index, { conditions, conditionMode }, `branch ${index}`)}
          />
          <Select
            label="goes on at"
            value={branch.to ?? ''}
            choices={targets}
            errors={faults(`/branches/${index}/to`)}
            onChange={(to) => put(index, { to })}
          />
          <div className="flex gap-1">
            <Button
              onPress={() => swap(index)}
              disabledReason={index === 0 ? 'It is the first already.' : undefined}
              aria-label={`Ask branch ${index + 1} earlier`}
            >
              ↑ Earlier
            </Button>
            <Button
              onPress={() => set({ branches: branches.filter((_, at) => at !== index) })}
              disabledReason={branches.length === 1 ? 'A branch has at least one condition.' : undefined}
              aria-label={`Remove branch ${index + 1}`}
            >
              Remove
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button onPress={() => set({ branches: [...branches, { conditions: [], conditionMode: 'all', to: '' }] })}>
          Add a branch
        </Button>
      </div>
      <Select
        label="Else it goes on at"
        value={rest}
        choices={targets}
        errors={faults('/settings/else')}
        onChange={(to) => set({ else: to })}
      />
    </div>
  );
}
