import type { SpecialFieldProps, SpecialFields } from '../../shared/forms/form-context';
import { JsonField } from '../../shared/forms/json-field';
import { nameField } from '../../shared/forms/name-field';
import { TextField } from '../../shared/ui/field';
import { useDraft } from './draft-context';
import { HandlerParameters } from './handler-parameters';
import { ObjectField } from './object-field';
import { TokenField } from './token-field';

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

function Conditions({ value, onChange, errors }: SpecialFieldProps) {
  return (
    <JsonField
      label="Conditions, as JSON"
      description="A list of which all must hold; otherwise the handler is left out for the item."
      value={value ?? []}
      onChange={(next) => onChange(next ?? [])}
      errors={errors}
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
