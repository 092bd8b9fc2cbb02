import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { useMay } from '../session/me';
import { CertText } from '../text/cert-text';
import { classes } from '../ui/classes';
import { FieldErrors, inputClass, TextField } from '../ui/field';
import { optionClass } from '../ui/select';
import { pickedQuery, pickListQuery, sources, type Narrowing, type Picked, type PickedKind } from './sources';

export interface ObjectPickerProps {
  readonly kind: PickedKind;
  readonly label: ReactNode;
  /** The uuid of the chosen one, or as `by` says its name. */
  readonly value: string | null;
  readonly by?: 'uuid' | 'name';
  /** Null where nothing is chosen any more. */
  readonly onChange: (picked: Picked | null) => void;
  readonly description?: ReactNode;
  readonly errors?: readonly string[];
  readonly isRequired?: boolean;
  readonly className?: string;
  /** Those that are chosen already, and not offered again. */
  readonly without?: readonly string[];
  /** Only those that the API's list has with these filters. */
  readonly narrowing?: Narrowing;
  readonly placeholder?: string;
}

/** Chooses a user, a group, … by name, of any number of them. Who may not list them types the uuid or the name. */
export function ObjectPicker(props: ObjectPickerProps) {
  const { kind, label, value, by = 'uuid', onChange, description, errors = [], isRequired = false, className } = props;
  const { permission, noun } = sources[kind];
  if (useMay()(permission)) return <NamePicker {...props} />;
  return (
    <TextField
      label={label}
      value={value ?? ''}
      onChange={(uuid) => onChange(uuid.trim() === '' ? null : { uuid: uuid.trim(), name: uuid.trim() })}
      description={description ?? `The ${by} of the ${noun}: to choose from those there are, you need ${permission}.`}
      errors={errors}
      isRequired={isRequired}
      {...(className === undefined ? {} : { className })}
    />
  );
}

function NamePicker({
  kind,
  label,
  value,
  by = 'uuid',
  onChange,
  description,
  errors = [],
  isRequired,
  ...more
}: ObjectPickerProps) {
  const { className, without = [], narrowing, placeholder = 'Type to search' } = more;
  const client = useQueryClient();
  const [text, setText] = useState('');
  const chosen = useQuery({ ...pickedQuery(kind, value ?? ''), enabled: value !== null });
  // What is not there, or not for this person, stays as it was given.
  const given = by === 'name' || chosen.isError ? (value ?? '') : '';
  const name = value === null ? '' : (chosen.data?.name ?? given);
  useEffect(() => setText(name), [name, value]);
  const first = useQuery(pickListQuery(kind, '', narrowing));
  // All fit on one page: they are searched here, in upper and lower case alike.
  const isWhole = first.data?.nextCursor === null;
  const typed = text === name ? '' : text.trim();
  const later = useLate(typed);
  const found = useQuery({ ...pickListQuery(kind, later, narrowing), enabled: !isWhole && later !== '' });
  const items = isWhole || later === '' ? (first.data?.items ?? []) : (found.data?.items ?? []);
  const shown = items.filter(
    (item) =>
      !without.includes(item.uuid) &&
      (typed === '' || !isWhole || `${item.name} ${item.note ?? ''}`.toLowerCase().includes(typed.toLowerCase())),
  );
  return (
    <ComboBox
      items={shown}
      selectedKey={value === null ? null : (chosen.data?.uuid ?? value)}
      onSelectionChange={(key) => {
        const picked = items.find(({ uuid }) => uuid === key);
        if (picked !== undefined) {
          // Its name is known: a field that is empty until it has been read once more would open the list again.
          client.setQueryData(pickedQuery(kind, by === 'name' ? picked.name : picked.uuid).queryKey, picked);
          onChange(picked);
        }
        setText(picked?.name ?? name);
      }}
      inputValue={text}
      onInputChange={(next) => {
        setText(next);
        if (next === '' && value !== null) onChange(null);
      }}
      // Filtered above, as only that knows whether all of them are here.
      defaultFilter={() => true}
      allowsEmptyCollection
      menuTrigger="focus"
      isInvalid={errors.length > 0}
      validationBehavior="aria"
      className={classes('flex flex-col gap-1', className)}
    >
      <Label className="text-sm font-medium">
        {label}
        {isRequired === true && <span className="text-muted"> (needed)</span>}
      </Label>
      <div className="flex">
        <Input className={classes(inputClass, 'rounded-r-none')} placeholder={placeholder} />
        <Button
          className="cursor-pointer rounded-r-md border border-l-0 border-edge bg-surface px-2"
          aria-label="Show all"
        >
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      {description !== undefined && (
        <Text slot="description" className="text-xs text-muted">
          {description}
        </Text>
      )}
      {chosen.isError && (
        <p className="text-xs text-warn">There is no {sources[kind].noun} like this, or you may not see it.</p>
      )}
      <FieldErrors errors={errors} />
      <Popover className="max-h-72 w-(--trigger-width) overflow-auto rounded-md border border-line bg-raised p-1 text-ink shadow-lg">
        <ListBox<Picked>
          className="outline-none"
          renderEmptyState={() => (
            <p className="px-2 py-1 text-sm text-muted">
              {first.isError || found.isError
                ? 'They could not be read.'
                : first.isPending
                  ? 'Loading …'
                  : 'None is called so.'}
            </p>
          )}
        >
          {(item) => (
            <ListBoxItem id={item.uuid} textValue={item.name} className={optionClass}>
              <CertText>{item.name}</CertText>
              {item.note !== undefined && (
                <span className="ml-2 text-muted">
                  <CertText>{item.note}</CertText>
                </span>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** The value once it has stood still for a moment. */
function useLate(value: string): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return late;
}
