import { useFaults } from '../../shared/forms/faults';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import type { KeyFile } from './order';

export interface KeyFileFieldsProps {
  readonly value: KeyFile;
  readonly onChange: (part: Partial<KeyFile>) => void;
  /** Where the password stands in what is sent: `/key/password`. */
  readonly pointer: string;
}

/** The form of a file with a private key, and its password, twice. */
export function KeyFileFields({ value, onChange, pointer }: KeyFileFieldsProps) {
  const errors = useFaults(pointer);
  return (
    <>
      <Select
        label="File that I get"
        value={value.format}
        choices={[
          { value: 'pkcs12', label: 'PKCS #12 (.p12)' },
          { value: 'pem', label: 'PEM, the key encrypted' },
        ]}
        onChange={(format) => onChange({ format })}
      />
      <TextField
        label="Password of the file"
        type="password"
        isRequired
        value={value.password}
        onChange={(password) => onChange({ password })}
        errors={errors}
        autoComplete="new-password"
        description="At least 12 characters. Nobody else has it: keep it."
      />
      <TextField
        label="The password again"
        type="password"
        isRequired
        value={value.passwordAgain}
        onChange={(passwordAgain) => onChange({ passwordAgain })}
        autoComplete="new-password"
      />
    </>
  );
}
