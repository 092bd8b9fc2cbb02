import { Select } from '../../../shared/ui/select';
import { connect } from '../model/edit';
import { waysOf } from '../model/ways';
import type { StepPanelProps } from './step-panel';

const nowhere = '';

/** Where each way out leads, as fields: what lines are on the canvas. */
export function WaysForm({ flow, step, kinds, problems, onFlow }: StepPanelProps) {
  const ways = waysOf(step, kinds.get(step.type));
  const titles = flow.steps
    .filter(({ type, uniqueName }) => type !== 'start' && uniqueName !== step.uniqueName)
    .map(({ uniqueName, displayName }) => ({
      value: uniqueName,
      label: displayName === '' || displayName === uniqueName ? uniqueName : `${displayName} (${uniqueName})`,
    }));
  if (ways.length === 0) return <p className="text-sm text-muted">No way leads out of here.</p>;
  const faultsOf = (id: string) =>
    problems
      .filter((one) => one.step === step.uniqueName && one.pointer.endsWith(`/outputs/${id}`))
      .map(({ detail }) => detail);
  return (
    <div className="flex flex-col gap-4">
      {ways.map(({ id, label, nature, to }) => (
        <Select
          key={id}
          label={label.charAt(0).toUpperCase() + label.slice(1)}
          value={to ?? nowhere}
          choices={[{ value: nowhere, label: noneOf(nature) }, ...titles]}
          errors={faultsOf(id)}
          onChange={(next) => onFlow(connect(flow, step.uniqueName, id, next === nowhere ? undefined : next))}
        />
      ))}
    </div>
  );
}

function noneOf(nature: string): string {
  if (nature === 'error') return 'Nowhere: the instance fails';
  if (nature === 'reject') return 'Nowhere: the instance is rejected';
  if (nature === 'timeout') return 'Nowhere: it counts as an error';
  return 'Nowhere yet';
}
