import { ComboBox, SuggestBox, type ComboChoice } from '../ui/combo-box';
import { TextField } from '../ui/field';
import { Checkbox, Select } from '../ui/select';
import { useBuilder } from './context';
import {
  fieldOf,
  keyOfField,
  operatorWords,
  takesIgnoreCase,
  withField,
  withOperator,
  type ConditionField,
} from './fields';
import { withNodeAt, type Leaf, type Path } from './tree';
import { ValueEditor } from './value-input';

const sections: Readonly<Record<ConditionField['source'], string>> = {
  property: 'Of the object itself',
  event: 'What the event tells',
  custom: 'Custom attributes',
  meta: 'Metadata, by the type of its values',
  variable: 'What the run knows',
};

interface LeafEditorProps {
  readonly leaf: Leaf;
  readonly path: Path;
  readonly hasErrors: boolean;
}

/** One comparison: what, how, and with which value. */
export function LeafEditor({ leaf, path, hasErrors }: LeafEditorProps) {
  const { root, change, fields, stage } = useBuilder();
  const set = (next: Leaf, part?: string) =>
    change(
      withNodeAt(root, path, { kind: 'leaf', leaf: next }),
      undefined,
      part === undefined ? undefined : `${path.join('.')} ${part}`,
    );
  const field = fieldOf(fields, leaf);
  const operator = typeof leaf['operator'] === 'string' ? leaf['operator'] : '';
  const choices = fields
    .filter((one) => one === field || stage === undefined || one.availableIn.includes(stage))
    .map(choiceOf);
  const name = typeof leaf['field'] === 'string' ? leaf['field'] : '';
  return (
    <div className="@container min-w-0 flex-1">
      {/* In one line where the tree has the room for it, whatever the window has. */}
      <div className="grid grid-cols-1 gap-1 @lg:grid-cols-[minmax(10rem,14rem)_11rem_minmax(8rem,1fr)]">
        <div data-part="field" className="flex flex-col gap-1">
          <ComboBox
            label="What is compared"
            isLabelHidden
            value={field === undefined ? name : keyOfField(field)}
            choices={choices}
            placeholder="Choose a field"
            errors={hasErrors && field === undefined ? [''] : []}
            onChange={(key) => {
              const next = fields.find((one) => keyOfField(one) === key);
              if (next !== undefined) set(withField(leaf, fields, next));
            }}
          />
          {field?.source === 'variable' && (
            <SuggestBox
              label={<span className="sr-only">Name of the variable</span>}
              placeholder="Name of the variable"
              value={name}
              choices={(field.values ?? []).map((value) => ({ value, label: value }))}
              onChange={(next) => set({ ...leaf, field: next }, 'name')}
            />
          )}
          {leaf['source'] === 'meta' && (
            <TextField
              label={<span className="sr-only">Name of the metadata</span>}
              placeholder="Name of the metadata"
              value={name}
              onChange={(next) => set({ ...leaf, field: next }, 'name')}
            />
          )}
        </div>
        {field !== undefined && (
          <>
            <div data-part="operator">
              <Select
                label={<span className="sr-only">How it is compared</span>}
                value={operator}
                choices={field.operators.map((one) => ({ value: one, label: operatorWords(one, field.type) }))}
                onChange={(next) => set(withOperator(leaf, field, next))}
              />
            </div>
            <div data-part="value" className="flex min-w-0 flex-col gap-1">
              <ValueEditor
                field={field}
                operator={operator}
                value={leaf['value']}
                onChange={(value) => set({ ...leaf, value }, 'value')}
              />
              {takesIgnoreCase(field, operator) && (
                <Checkbox
                  isSelected={leaf['ignoreCase'] === true}
                  onChange={(on) => {
                    const { ignoreCase: _, ...others } = leaf;
                    set(on ? { ...others, ignoreCase: true } : others);
                  }}
                >
                  <span className="text-xs text-muted">upper and lower case are the same</span>
                </Checkbox>
              )}
            </div>
            {field.description !== '' && <p className="text-xs text-muted @lg:col-span-3">{field.description}</p>}
          </>
        )}
      </div>
    </div>
  );
}

function choiceOf(field: ConditionField): ComboChoice {
  const label = field.source === 'meta' ? `metadata: ${field.contentType}` : field.label;
  const code = field.source === 'property' ? ` (${field.field})` : '';
  return { value: keyOfField(field), label, help: `${field.description}${code}`, section: sections[field.source] };
}
