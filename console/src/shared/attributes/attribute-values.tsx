import { useFaults } from '../forms/faults';
import { Button } from '../ui/button';
import { Menu } from '../ui/menu';
import { useDefinitions } from './definitions';
import { ValueField } from './value-field';
import { withContent, type AttributeChange, type AttributeDefinition } from './values';

export interface AttributeValuesProps {
  readonly resource: AttributeDefinition['resources'][number];
  readonly values: readonly AttributeChange[];
  readonly onChange: (values: readonly AttributeChange[]) => void;
  /** Where the list stands in the body, for the API's sentences. */
  readonly pointer?: string;
  /** Offers to take a value away, for changes of what is there. */
  readonly mayClear?: boolean;
}

/** Values of custom attributes: those that somebody has added, each with a field of its type. */
export function AttributeValues({ resource, values, onChange, pointer = '', mayClear = false }: AttributeValuesProps) {
  const definitions = useDefinitions(resource);
  const left = definitions.filter(({ name }) => !values.some((value) => value.name === name));
  if (definitions.length === 0) {
    return <p className="text-sm text-muted">There are no custom attributes that can be set here.</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      {values.map((value, index) => {
        const definition = definitions.find(({ name }) => name === value.name);
        return (
          <div key={value.name} className="flex flex-wrap items-end gap-2">
            <div className="min-w-48 flex-1">
              {definition === undefined || value.content === null ? (
                <p className="text-sm">
                  <span className="font-medium">{definition?.label || value.name}</span>: no value any more
                </p>
              ) : (
                <Valued
                  definition={definition}
                  value={value}
                  pointer={`${pointer}/${index}`}
                  onChange={(content) => onChange(withContent(values, value.name, content))}
                />
              )}
            </div>
            {mayClear && value.content !== null && (
              <Button kind="quiet" onPress={() => onChange(withContent(values, value.name, null))}>
                Take its value away
              </Button>
            )}
            <Button
              kind="quiet"
              aria-label={`Do not set ${value.name}`}
              onPress={() => onChange(withContent(values, value.name, undefined))}
            >
              ✕
            </Button>
          </div>
        );
      })}
      {left.length > 0 && (
        <div>
          <Menu
            label="Add an attribute"
            entries={left.map(({ uuid, name, label }) => ({
              id: uuid,
              label: label === '' ? name : label,
              onAction: () => onChange(withContent(values, name, [])),
            }))}
          />
        </div>
      )}
    </div>
  );
}

interface ValuedProps {
  readonly definition: AttributeDefinition;
  readonly value: AttributeChange;
  readonly pointer: string;
  readonly onChange: (content: NonNullable<AttributeChange['content']>) => void;
}

function Valued({ definition, value, pointer, onChange }: ValuedProps) {
  const errors = useFaults(pointer, true);
  return <ValueField definition={definition} content={value.content} onChange={onChange} errors={errors} />;
}
