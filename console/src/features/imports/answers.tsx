import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { maps, type Answer, type ImportOptions, type MapName } from './import-call';

interface AnswersProps {
  readonly options: ImportOptions;
  readonly onChange: (options: ImportOptions) => void;
}

const kinds = (Object.keys(maps) as MapName[]).map((value) => ({ value, label: maps[value] }));

/** How an import decides: about what is here already, and what names there mean here. */
export function Answers({ options, onChange }: AnswersProps) {
  const { answers } = options;
  const change = (index: number, to: Partial<Answer>) =>
    onChange({ ...options, answers: answers.map((one, at) => (at === index ? { ...one, ...to } : one)) });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <Select
          label="What is here already"
          className="w-72"
          value={options.onConflict}
          onChange={(onConflict) => onChange({ ...options, onConflict })}
          choices={[
            { value: 'skip', label: 'stays as it is' },
            { value: 'update', label: 'becomes as in the file' },
            { value: 'rename', label: 'stays; taken names get a number' },
          ]}
        />
        <TextField
          label="Daily reminders of pending requests"
          type="number"
          className="w-72"
          value={options.pendingReminders}
          onChange={(pendingReminders) => onChange({ ...options, pendingReminders })}
          description="Of alerts that are imported. Empty: none."
        />
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="text-sm font-medium">What names there mean here</legend>
        <p className="text-xs text-muted">Notes of the dry run say which of them are missing.</p>
        {answers.map(({ map, from, to }, index) => (
          <div key={index} className="flex flex-wrap items-end gap-2">
            <Select
              label="Kind"
              className="w-56"
              value={map}
              choices={kinds}
              onChange={(next) => change(index, { map: next })}
            />
            <TextField
              label="Name or id there"
              className="w-56"
              value={from}
              onChange={(text) => change(index, { from: text })}
            />
            <TextField label="Name here" className="w-56" value={to} onChange={(text) => change(index, { to: text })} />
            <Button
              kind="quiet"
              aria-label={`Remove answer ${index + 1}`}
              onPress={() => onChange({ ...options, answers: answers.filter((_, at) => at !== index) })}
            >
              ✕
            </Button>
          </div>
        ))}
        <div>
          <Button onPress={() => onChange({ ...options, answers: [...answers, { map: 'roleMap', from: '', to: '' }] })}>
            Add an answer
          </Button>
        </div>
      </fieldset>
    </div>
  );
}
