import { useMemo } from 'react';
import { ConditionList } from '../../shared/conditions/condition-list';
import { sentencesBelow, useAllFaults } from '../../shared/forms/faults';
import type { SpecialFieldProps, SpecialFields } from '../../shared/forms/form-context';
import { nameField } from '../../shared/forms/name-field';
import { TextField } from '../../shared/ui/field';
import { useDraft } from './draft-context';
import { HandlerParameters } from './handler-parameters';
import { ObjectField } from './object-field';
import { TokenField } from './token-field';
import { kindTraits } from './words';

/** Whole days, as people write them: `30, 14, 7`. */
function DaysField({ value, onChange, label, description, errors }: SpecialFieldProps) {
  const days = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return (
    <TextField
      label={label}
      value={days.join(', ')}
      description={`${description ?? ''} Several with commas.`}
      errors={errors}
      onChange={(text) =>
        onChange(
          text
            .split(/[,;\s]+/)
            .filter((one) => one !== '')
            .map((one) => (Number.isNaN(Number(one)) ? one : Number(one))),
        )
      }
    />
  );
}

function TextWithTokens({ value, onChange, label, description, errors, schema }: SpecialFieldProps) {
  const { kind } = useDraft();
  return (
    <TokenField
      label={label}
      kind={kind}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      errors={errors}
      {...(description === undefined ? {} : { description })}
      {...((schema.maxLength ?? 0) > 5000 ? { rows: 3 } : {})}
    />
  );
}

const all = ['all'] as const;
/** The names that people ask for most; others are typed. */
const names: readonly string[] = ['recipient', 'sendEmail', 'item.commonName', 'alert.threshold', 'vars.'];

function Conditions({ value, onChange, pointer }: SpecialFieldProps) {
  const { kind } = useDraft();
  const told = useAllFaults();
  const faults = useMemo(() => sentencesBelow(told, pointer), [told, pointer]);
  return (
    <ConditionList
      label="Only when"
      list={Array.isArray(value) ? value : []}
      mode="all"
      modes={all}
      of={kindTraits[kind].event}
      names={names}
      faults={faults}
      emptyText="There is no condition: the handler runs for every item."
      onChange={(list) => onChange(list)}
    />
  );
}

/** Told by the API, never typed. */
function Nothing() {
  return null;
}

const settings: SpecialFields = {
  scriptName: nameField('scripts'),
  pluginName: nameField('handlers'),
  parameters: HandlerParameters,
  raProfile: ObjectField,
  authority: ObjectField,
  connection: ObjectField,
  subject: TextWithTokens,
  message: TextWithTokens,
  verifyEndpoint: TextWithTokens,
  path: TextWithTokens,
};

const inHandler = (at: string): SpecialFields => ({
  [`${at}/id`]: Nothing,
  ...Object.fromEntries(Object.entries(settings).map(([name, field]) => [`${at}/settings/${name}`, field])),
});

/** Fields of an alert that are made otherwise than their schemas say. */
export const alertFields: SpecialFields = {
  '/thresholds': DaysField,
  '/collectionId': ObjectField,
  '/raProfileId': ObjectField,
  '/endpoint/issuerCertificateId': ObjectField,
  '/handlers/*/conditions': Conditions,
  ...inHandler('/handlers/*'),
  ...inHandler('/handlers/*/onError/handlers/*'),
};
