import { Coded } from '../text/coded';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import {
  Button,
  ComboBox as AriaComboBox,
  Header,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  Text,
} from 'react-aria-components';
import { classes } from './classes';
import { FieldErrors, inputClass } from './field';
import { optionClass } from './select';

export interface ComboChoice {
  readonly value: string;
  readonly label: string;
  /** What it is for, beneath its label; is searched, too. */
  readonly help?: string;
  /** Heading that it stands below. */
  readonly section?: string;
}

interface CommonProps {
  readonly label: ReactNode;
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly choices: readonly ComboChoice[];
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly description?: ReactNode;
  readonly errors?: readonly string[];
  readonly className?: string;
}

/** One of many choices, found by typing a part of its label or help. */
export function ComboBox(props: CommonProps) {
  const { choices, value, onChange } = props;
  const chosen = choices.find((choice) => choice.value === value);
  const shownAs = chosen?.label ?? value;
  const [text, setText] = useState(shownAs);
  useEffect(() => setText(shownAs), [shownAs]);
  // What was chosen is not what is looked for.
  const found = useMemo(() => (text === shownAs ? choices : foundBy(choices, text)), [choices, text, shownAs]);
  return (
    <Frame
      {...props}
      choices={found}
      text={text}
      onText={setText}
      chosen={chosen === undefined ? null : value}
      // A choice that is there, and one that comes by undo, opens nothing over what stands below it until somebody types.
      trigger={chosen === undefined ? 'focus' : text === shownAs ? 'manual' : 'input'}
      onChoose={(key) => {
        if (key !== null && key !== value) onChange(key);
        else setText(shownAs);
      }}
    />
  );
}

export interface SuggestBoxProps extends CommonProps {
  /** Called as somebody types, for choices that the server has to find. */
  readonly onSearch?: (text: string) => void;
  readonly isMono?: boolean;
  readonly onPaste?: (text: string) => boolean;
}

/** Any text, with suggestions: a name that does not exist yet is taken, too. */
export function SuggestBox(props: SuggestBoxProps) {
  const { choices, value, onChange, onSearch } = props;
  const found = useMemo(() => foundBy(choices, value), [choices, value]);
  const change = (text: string) => {
    if (text !== value) onChange(text);
    onSearch?.(text);
  };
  return (
    <Frame
      {...props}
      isFree
      trigger="input"
      choices={found}
      text={value}
      onText={change}
      chosen={null}
      onChoose={(key) => key !== null && onChange(key)}
    />
  );
}

/** Choices that have each word somewhere; those whose label begins with the text come first. */
export function foundBy(choices: readonly ComboChoice[], text: string): readonly ComboChoice[] {
  const words = text
    .toLowerCase()
    .split(/[\s_]+/)
    .filter((word) => word !== '');
  const fits = ({ label, value, help = '' }: ComboChoice) => {
    const all = `${label} ${value} ${help}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const found = choices.filter(fits);
  const isFirst = ({ label, value }: ComboChoice) =>
    words.length > 0 && [label, value].some((one) => one.toLowerCase().startsWith(words[0]!));
  return [...found.filter(isFirst), ...found.filter((choice) => !isFirst(choice))];
}

interface FrameProps extends CommonProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
  readonly isFree?: boolean;
  readonly trigger: 'focus' | 'input' | 'manual';
  readonly isMono?: boolean;
  readonly onPaste?: (text: string) => boolean;
}

function Frame(props: FrameProps) {
  const { label, isLabelHidden, choices, placeholder, description, errors = [], className, onPaste } = props;
  const sections = [...new Set(choices.map(({ section }) => section))];
  return (
    <AriaComboBox
      inputValue={props.text}
      onInputChange={props.onText}
      value={props.chosen}
      onChange={(key) => props.onChoose(key === null ? null : String(key))}
      allowsCustomValue={props.isFree === true}
      menuTrigger={props.trigger}
      isInvalid={errors.length > 0}
      validationBehavior="aria"
      className={classes('flex flex-col gap-1', className)}
    >
      <Label className={isLabelHidden === true ? 'sr-only' : 'text-sm font-medium'}>{label}</Label>
      <div className="relative">
        <Input
          className={classes(inputClass, 'pr-7', props.isMono === true && 'font-mono')}
          placeholder={placeholder}
          onPaste={(event) => {
            if (onPaste?.(event.clipboardData.getData('text/plain')) === true) event.preventDefault();
          }}
        />
        <Button
          aria-label="Show the choices"
          className="absolute inset-y-0 right-0 w-7 cursor-pointer rounded-r-md text-muted"
        >
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      {description !== undefined && (
        <Text slot="description" className="text-xs text-muted">
          {typeof description === 'string' ? <Coded>{description}</Coded> : description}
        </Text>
      )}
      <FieldErrors errors={errors} />
      <Popover className="max-h-80 w-(--trigger-width) min-w-72 overflow-auto rounded-md border border-line bg-raised p-1 text-ink shadow-lg">
        <ListBox className="outline-none">
          {sections.map((section) => {
            const options = choices
              .filter((choice) => choice.section === section)
              .map((choice) => <Option key={choice.value} choice={choice} />);
            return section === undefined ? (
              options
            ) : (
              <ListBoxSection key={section}>
                <Header className="px-2 pt-2 pb-1 text-xs font-semibold text-muted">{section}</Header>
                {options}
              </ListBoxSection>
            );
          })}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

function Option({ choice: { value, label, help } }: { readonly choice: ComboChoice }) {
  return (
    <ListBoxItem id={value} textValue={label} className={optionClass}>
      <Text slot="label">{label}</Text>
      {help !== undefined && (
        <Text slot="description" className="block text-xs font-normal text-muted">
          {help}
        </Text>
      )}
    </ListBoxItem>
  );
}
