import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ApiError } from '../api/problem';
import { TextField } from '../ui/field';
import { FaultsOf, FaultSummary, useFaults } from './faults';

const error = new ApiError({
  ...{
    type: 'about:blank',
    title: 'Refused',
    status: 422,
    code: 'validation_failed',
    detail: 'Two faults.',
    instance: 'r',
  },
  errors: [
    { pointer: '/name', code: 'required', detail: 'A name is needed.' },
    { pointer: '/other', code: 'unknown', detail: 'Nothing is called so.' },
  ],
});

function Name() {
  return <TextField label="Name" value="" onChange={() => undefined} errors={useFaults('/name')} />;
}

it('puts each sentence of the API at its field, and the others above', () => {
  render(
    <FaultsOf error={error}>
      <FaultSummary error={error} shown={(pointer) => pointer === '/name'} />
      <Name />
    </FaultsOf>,
  );
  const field = screen.getByLabelText('Name');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  const described = field
    .getAttribute('aria-describedby')!
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent);
  expect(described.join()).toContain('A name is needed.');
  expect(screen.getByRole('alert').textContent).toBe('Two faults./other: Nothing is called so.');
});
