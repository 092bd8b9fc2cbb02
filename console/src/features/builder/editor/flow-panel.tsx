import { Button } from '../../../shared/ui/button';
import { TextField } from '../../../shared/ui/field';
import { FieldErrors } from '../../../shared/forms/plain-errors';
import { Checkbox, Select } from '../../../shared/ui/select';
import type { Flow, FlowType } from '../model/flow';
import type { FlowProblem } from '../model/problems';
import { keyLookups, LookupField } from './lookup-field';

export interface FlowPanelProps {
  readonly flow: Flow;
  readonly type: FlowType | undefined;
  readonly isGlobal: boolean;
  readonly problems: readonly FlowProblem[];
  readonly isEditable: boolean;
  readonly onFlow: (flow: Flow, place?: string) => void;
}

/** What holds for the workflow as a whole. */
export function FlowPanel({ flow, type, isGlobal, problems, isEditable, onFlow }: FlowPanelProps) {
  const set = (change: Partial<Flow>, place?: string) => onFlow({ ...flow, ...change }, place);
  const faults = (pointer: string) =>
    problems.filter((one) => one.step === undefined && one.pointer.startsWith(pointer)).map(({ detail }) => detail);
  const members = type?.keys ?? [];
  const keys = flow.keys as readonly Readonly<Record<string, string>>[];
  const putKeys = (next: readonly Readonly<Record<string, string>>[]) => set({ keys: next as Flow['keys'] });
  return (
    <fieldset disabled={!isEditable} className="flex min-w-0 flex-col gap-4">
      <TextField
        label="Name"
        value={flow.name}
        onChange={(name) => set({ name }, 'name')}
        isRequired
        errors={faults('/name')}
      />
      <TextField
        label="Description"
        value={flow.description}
        onChange={(description) => set({ description }, 'description')}
        rows={2}
      />
      <p className="text-sm">
        <span className="text-muted">Started by </span>
        {type?.title ?? flow.type}
      </p>
      {members.length > 0 && !isGlobal && (
        <fieldset className="flex flex-col gap-2">
          <legend className="text-sm font-medium">Used for</legend>
          {keys.map((key, index) => {
            const [member = members[0]!, value = ''] = Object.entries(key)[0] ?? [];
            return (
              <div key={index} className="flex items-end gap-1">
                <div className="flex-1">
                  <LookupField
                    label={wordOf(member)}
                    errors={faults(`/keys/${index}`)}
                    isRequired
                    value={value}
                    onChange={(next) =>
                      putKeys(
                        keys.map((one, at) =>
                          at === index ? { [member]: typeof next === 'string' ? next : '' } : one,
                        ),
                      )
                    }
                    lookup={keyLookups[member]}
                  />
                </div>
                <Button
                  kind="quiet"
                  aria-label={`Remove what it is used for, ${index + 1}`}
                  onPress={() => putKeys(keys.filter((_, at) => at !== index))}
                >
                  ✕
                </Button>
              </div>
            );
          })}
          <div className="flex flex-wrap gap-1">
            {members.map((member) => (
              <Button key={member} onPress={() => putKeys([...keys, { [member]: '' }])}>
                Add {wordOf(member).toLowerCase()}
              </Button>
            ))}
          </div>
          {keys.length === 0 && <FieldErrors errors={faults('/keys')} />}
        </fieldset>
      )}
      {flow.type.startsWith('event:') && (
        <Select
          label="Started"
          value={flow.startedBy}
          choices={[
            { value: 'type', label: 'whenever the event happens' },
            { value: 'trigger', label: 'only by triggers that name it' },
          ]}
          onChange={(startedBy) => set({ startedBy })}
        />
      )}
      <Checkbox isSelected={flow.enabled} onChange={(enabled) => set({ enabled })}>
        Enabled; else nothing new begins
      </Checkbox>
      <Select
        label="A name without a value"
        value={flow.unresolvedTokens}
        choices={[
          { value: 'fail', label: 'fails the step' },
          { value: 'empty', label: 'becomes nothing' },
          { value: 'literal', label: 'stays as it is written' },
        ]}
        onChange={(unresolvedTokens) => set({ unresolvedTokens })}
      />
      <Select
        label="Answers of REST steps"
        value={flow.restResultAs}
        choices={[
          { value: 'object', label: 'status, headers and body, read as JSON' },
          { value: 'text', label: 'the body as text' },
        ]}
        onChange={(restResultAs) => set({ restResultAs })}
      />
    </fieldset>
  );
}

function wordOf(member: string): string {
  return member === 'raProfile' ? 'RA profile' : member.charAt(0).toUpperCase() + member.slice(1);
}
