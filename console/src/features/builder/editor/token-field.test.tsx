import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { TokenField } from './token-field';

const tokens = [
  { name: 'certificate.cn', meaning: 'Common name' },
  { name: 'certificate.dn', meaning: 'Distinguished name' },
  { name: 'now', meaning: 'This moment' },
];

function Field() {
  const [value, setValue] = useState('');
  return (
    <TokenField label="Message" errors={['Too short.']} isRequired value={value} onChange={setValue} tokens={tokens} />
  );
}

function typed(text: string): HTMLInputElement {
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: /^Message/ });
  fireEvent.change(field, { target: { value: text } });
  return field;
}

it('offers the names that fit while one is typed, and takes the one that was moved to', () => {
  render(<Field />);
  const field = typed('Hello $(cert');
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'certificate.cn Common name',
    'certificate.dn Distinguished name',
  ]);
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  expect(field.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[1]!.id);
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(field.value).toBe('Hello $(certificate.dn)');
  expect(screen.queryByRole('option')).toBeNull();
});

it('offers nothing beside a name, and lets keys be when nothing is offered', () => {
  render(<Field />);
  const field = typed('plain');
  expect(screen.queryByRole('option')).toBeNull();
  expect(fireEvent.keyDown(field, { key: 'Enter' })).toBe(true);
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText('Too short.')).toBeDefined();
});
