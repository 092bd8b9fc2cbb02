import { valueText } from '../text/words';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Select } from '../ui/select';
import { durationOf, durationUnits, readDuration } from './durations';
import { inputOf, takesSeveral, type ConditionField, type ValueInput } from './fields';
import { CodeInput, NameInput } from './suggested-input';
import { isNamedField } from './queries';
import { localTime, numberOrText, splitPasted } from './values';

export interface ValueInputProps {
  readonly field: ConditionField;
  readonly operator: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** The value of a comparison; where several are possible, one below the other: any of them. */
export function ValueEditor({ field, operator, value, onChange }: ValueInputProps) {
  const input = inputOf(field, operator);
  if (input === 'none') return null;
  if (!takesSeveral(operator, input)) {
    return <One field={field} input={input} label="Value" value={value} onChange={onChange} />;
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const change = (next: readonly unknown[]) => onChange(next.length === 1 ? next[0] : next);
  const paste = (index: number) => (text: string) => {
    const several = splitPasted(text);
    if (several === undefined) return false;
    const read = input === 'number' ? several.map(numberOrText) : several;
    change([...list.slice(0, index), ...read, ...list.slice(index + 1)]);
    return true;
  };
  return (
    <div className="flex flex-col gap-1">
      {list.map((one, index) => (
        <div key={index} className="flex items-start gap-1">
          {index > 0 && <span className="w-5 pt-1.5 text-xs text-muted">or</span>}
          <One
            field={field}
            input={input}
            label={list.length === 1 ? 'Value' : `Value ${index + 1}`}
            value={one}
            onChange={(next) => change(list.map((other, at) => (at === index ? next : other)))}
            onPaste={paste(index)}
          />
          {list.length > 1 && (
            <Button
              kind="quiet"
              aria-label={`Remove value ${index + 1}`}
              onPress={() => change(list.filter((_, at) => at !== index))}
            >
              ✕
            </Button>
          )}
          {index === list.length - 1 && (
            <Button kind="quiet" hint="Another value: any of them fits" onPress={() => change([...list, ''])}>
              or …
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}

interface OneProps {
  readonly field: ConditionField;
  readonly input: ValueInput;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly onPaste?: (text: string) => boolean;
}

function One({ field, input, label: name, value, onChange, onPaste }: OneProps) {
  const label = <span className="sr-only">{name}</span>;
  const text = valueText(value);
  const common = { label, value: text, className: 'min-w-0 flex-1' };
  switch (input) {
    case 'flag':
      return (
        <Select
          {...common}
          choices={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          onChange={(next) => onChange(next === 'true')}
        />
      );
    case 'number':
    case 'count':
      return <TextField {...common} onChange={(next) => onChange(numberOrText(next))} placeholder="a number" />;
    case 'day':
      return <TextField {...common} type="date" onChange={onChange} />;
    case 'time':
      return <TextField {...common} placeholder="10:00:00" onChange={onChange} />;
    case 'instant':
      return <InstantInput {...common} onChange={onChange} />;
    case 'duration':
      return <DurationInput label={name} value={value} onChange={onChange} />;
    case 'code':
      if (isNamedField(field)) return <NameInput {...common} field={field} onChange={onChange} />;
      return (
        <CodeInput {...common} field={field} onChange={onChange} {...(onPaste === undefined ? {} : { onPaste })} />
      );
    default:
      return (
        <div
          className="min-w-0 flex-1"
          onPasteCapture={(event) => {
            if (onPaste?.(event.clipboardData.getData('text/plain')) === true) event.preventDefault();
          }}
        >
          <TextField {...common} onChange={onChange} />
        </div>
      );
  }
}

/** In the reader's zone; beneath it the instant that is compared with. */
function InstantInput(props: {
  readonly label: React.ReactNode;
  readonly value: string;
  readonly className: string;
  readonly onChange: (value: string) => void;
}) {
  const { value, onChange, ...others } = props;
  const local = localTime(value);
  if (local === undefined) return <TextField {...others} value={value} onChange={onChange} />;
  return (
    <TextField
      {...others}
      type="datetime-local"
      value={local}
      onChange={(next) => onChange(next === '' ? '' : new Date(next).toISOString())}
      description={value === '' ? 'Your time zone' : `${value.slice(0, 16).replace('T', ' ')} UTC`}
    />
  );
}

function DurationInput({ label, value, onChange }: Pick<OneProps, 'label' | 'value' | 'onChange'>) {
  const read = readDuration(value);
  const name = <span className="sr-only">{label}</span>;
  if (read === undefined) {
    return (
      <TextField
        className="min-w-0 flex-1"
        label={name}
        value={typeof value === 'string' ? value : ''}
        onChange={onChange}
        placeholder="P30D"
      />
    );
  }
  return (
    <div className="flex min-w-0 flex-1 gap-1">
      <TextField
        className="w-20"
        label={name}
        value={String(read.count)}
        onChange={(text) => onChange(/^\d{1,6}$/.test(text) ? durationOf({ ...read, count: Number(text) }) : text)}
      />
      <Select
        className="w-28"
        label={<span className="sr-only">Unit</span>}
        value={read.unit}
        choices={durationUnits.map((unit) => ({ value: unit, label: unit }))}
        onChange={(unit) => onChange(durationOf({ ...read, unit }))}
      />
    </div>
  );
}
