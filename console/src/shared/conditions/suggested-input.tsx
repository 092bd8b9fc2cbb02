import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../session/me';
import { SuggestBox } from '../ui/combo-box';
import { Select } from '../ui/select';
import type { ConditionField } from './fields';
import { namesQuery, permissionOfNames } from './queries';

interface SuggestedProps {
  readonly field: ConditionField;
  readonly label: ReactNode;
  readonly value: string;
  readonly className: string;
  readonly onChange: (value: string) => void;
  readonly onPaste?: (text: string) => boolean;
}

/** A code of a list: chosen, or also typed where the API takes others. */
export function CodeInput({ field, ...props }: SuggestedProps) {
  const choices = (field.values ?? []).map((value) => ({ value, label: value }));
  const isClosed = field.open !== true && choices.length > 0;
  // A token of an alert or workflow is none of the codes; it is filled in later.
  if (isClosed && (props.value === '' || field.values!.includes(props.value))) {
    const { label, value, className, onChange } = props;
    return <Select label={label} value={value} className={className} choices={choices} onChange={onChange} />;
  }
  return <SuggestBox {...props} choices={choices} />;
}

/** The name of a group, an RA profile or a person, found as it is typed by those who may see them. */
export function NameInput({ field, ...props }: SuggestedProps) {
  const may = useMay()(permissionOfNames(field.field));
  const names = useQuery({ ...namesQuery(field.field, props.value), enabled: may });
  return <SuggestBox {...props} choices={(names.data ?? []).map((name) => ({ value: name, label: name }))} />;
}
