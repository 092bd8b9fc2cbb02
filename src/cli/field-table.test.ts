import { certificateFields } from '../domain/conditions/property-fields';
import { fieldTables, operatorTable } from './field-table';

it('has a line for every field of a certificate, with its codes', () => {
  const lines = fieldTables().split('\n');
  for (const { field, values = [] } of certificateFields) {
    const line = lines.find((text) => text.startsWith(`| \`${field}\` |`));
    expect([field, line?.split('|').length]).toEqual([field, 6]);
    for (const code of values) expect(line).toContain(`\`${code}\``);
  }
});

it('has the operators of every type and those of several values', () => {
  expect(operatorTable()).toContain('| BOOLEAN | `EQUALS`, `NOT_EQUALS`, `EMPTY`, `NOT_EMPTY` |');
  expect(operatorTable()).toMatch(/in addition \| `CONTAINS`, `NOT_CONTAINS`, `COUNT_EQUAL`/);
});
