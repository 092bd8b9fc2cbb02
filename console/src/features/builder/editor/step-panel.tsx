import { useState } from 'react';
import { FieldErrors } from '../../../shared/forms/plain-errors';
import { Button } from '../../../shared/ui/button';
import { TextField } from '../../../shared/ui/field';
import { Checkbox, Select } from '../../../shared/ui/select';
import { Tabs } from '../../../shared/ui/tabs';
import { changeStep, rename, type Kinds } from '../model/edit';
import { stepNameForm, type Flow, type FlowType, type Step } from '../model/flow';
import { placeOf, type FlowProblem } from '../model/problems';
import { ConditionsField } from './conditions-field';
import { SettingsForm } from './settings-form';
import { WaysForm } from './ways-form';

export interface StepPanelProps {
  readonly flow: Flow;
  readonly step: Step;
  readonly kinds: Kinds;
  readonly type: FlowType | undefined;
  readonly problems: readonly FlowProblem[];
  readonly isEditable: boolean;
  readonly onFlow: (flow: Flow, place?: string) => void;
  readonly onSelect: (name: string) => void;
  readonly onRemove: () => void;
}

/** Everything of one step: settings, ways, conditions, limits. Beside the canvas, and on small windows instead of it. */
export function StepPanel(props: StepPanelProps) {
  const { flow, step, kinds, problems, isEditable, onFlow, onRemove } = props;
  const name = step.uniqueName;
  const kind = kinds.get(step.type);
  const own = problems.filter((problem) => problem.step === name);
  const change = (next: Partial<Step>, place?: string) =>
    onFlow(
      changeStep(flow, name, (before) => ({ ...before, ...next })),
      place === undefined ? undefined : `${name} ${place}`,
    );
  const isFixed = step.type === 'start' || step.type === 'enroll' || step.type === 'revoke';
  return (
    <div className="flex flex-col gap-3">
      <div>
        <h2 className="text-base font-semibold break-words">{step.displayName || name}</h2>
        <p className="text-xs text-muted">
          {kind?.title ?? step.type}. {kind?.help}
        </p>
      </div>
      {own.length > 0 && (
        <ul className="flex flex-col gap-1 text-sm" aria-label="Problems of this step">
          {own.map((problem) => (
            <li
              key={problem.pointer + problem.detail}
              className={problem.severity === 'error' ? 'text-danger' : 'text-warn'}
            >
              {placeOf(problem) === '' ? '' : `${placeOf(problem)}: `}
              {problem.detail}
            </li>
          ))}
        </ul>
      )}
      {/* A fieldset that is disabled keeps everything in it readable and says so to readers. */}
      <fieldset disabled={!isEditable} className="contents">
        <Tabs
          name="Parts of the step"
          tabs={[
            { id: 'settings', label: 'Settings', content: <SettingsForm {...props} /> },
            { id: 'ways', label: 'Ways on', content: <WaysForm {...props} /> },
            {
              id: 'more',
              label: 'When and how',
              content: (
                <div className="flex flex-col gap-4">
                  <TextField
                    label="Name for people"
                    value={step.displayName}
                    onChange={(displayName) => change({ displayName }, 'displayName')}
                  />
                  <UniqueName
                    key={name}
                    name={name}
                    taken={flow.steps.map(({ uniqueName }) => uniqueName)}
                    onRename={(to) => {
                      onFlow(rename(flow, name, to, kinds));
                      props.onSelect(to);
                    }}
                  />
                  {!isFixed && step.type !== 'end' && step.type !== 'branch' && (
                    <>
                      <Checkbox isSelected={step.enabled} onChange={(enabled) => change({ enabled })}>
                        Enabled; else it is passed over
                      </Checkbox>
                      <ConditionsField
                        {...props}
                        label="Only when"
                        at="/conditions"
                        conditions={step.conditions}
                        mode={step.conditionMode}
                        emptyText="There is no condition: the step is always taken."
                        onChange={(conditions, conditionMode) =>
                          change({ conditions: conditions as Step['conditions'], conditionMode }, 'conditions')
                        }
                      />
                    </>
                  )}
                  <Limits step={step} onChange={change} />
                </div>
              ),
            },
          ]}
        />
      </fieldset>
      {isEditable && step.type !== 'start' && (
        <div>
          <Button kind="danger" onPress={onRemove}>
            Delete this step
          </Button>
        </div>
      )}
    </div>
  );
}

interface UniqueNameProps {
  readonly name: string;
  readonly taken: readonly string[];
  readonly onRename: (to: string) => void;
}

/** Taken over when it is left, so that what is half typed renames nothing. */
function UniqueName({ name, taken, onRename }: UniqueNameProps) {
  const [text, setText] = useState(name);
  const fault =
    text === name
      ? undefined
      : !stepNameForm.test(text)
        ? 'Letters, digits and _ are expected, at most 64.'
        : taken.includes(text)
          ? 'Another step is called so.'
          : undefined;
  return (
    <div className="flex items-end gap-2">
      <div className="flex-1">
        <TextField label="Unique name" value={text} onChange={setText} isMono description="Used in keys of signals." />
        <FieldErrors errors={fault === undefined ? [] : [fault]} />
      </div>
      <Button
        onPress={() => onRename(text)}
        disabledReason={fault ?? (text === name ? 'It is called so already.' : undefined)}
      >
        Rename
      </Button>
    </div>
  );
}

function Limits({
  step,
  onChange,
}: {
  readonly step: Step;
  readonly onChange: (next: Partial<Step>, place?: string) => void;
}) {
  const { timeoutSeconds, retry, maxVisits } = step;
  const number = (text: string) => (text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text));
  return (
    <>
      <TextField
        label="Time limit in seconds"
        type="number"
        value={timeoutSeconds === null ? '' : String(timeoutSeconds)}
        placeholder="that of its kind"
        onChange={(text) => onChange({ timeoutSeconds: number(text) ?? null }, 'timeout')}
      />
      <Select
        label="Tries after what may pass"
        value={retry === null ? 'kind' : 'own'}
        choices={[
          { value: 'kind', label: 'As its kind does' },
          { value: 'own', label: 'As often as said here' },
        ]}
        onChange={(how) => onChange({ retry: how === 'kind' ? null : { attempts: 3, firstPauseSeconds: 5 } })}
      />
      {retry !== null && (
        <>
          <TextField
            label="Tries"
            type="number"
            value={String(retry.attempts)}
            onChange={(text) => onChange({ retry: { ...retry, attempts: number(text) ?? 1 } }, 'attempts')}
          />
          <TextField
            label="First pause in seconds; it doubles"
            type="number"
            value={String(retry.firstPauseSeconds)}
            onChange={(text) => onChange({ retry: { ...retry, firstPauseSeconds: number(text) ?? 0 } }, 'pause')}
          />
        </>
      )}
      <TextField
        label="Visits in one instance, at most"
        type="number"
        value={String(maxVisits)}
        onChange={(text) => onChange({ maxVisits: number(text) ?? 1 }, 'visits')}
      />
    </>
  );
}
