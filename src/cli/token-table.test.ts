import { tokenTable } from './token-table';

const lines = tokenTable().split('\n');

it('has a line for each token, with the kinds of alerts that have it', () => {
  expect(lines).toContain('| `{daysleft}` | Whole days to the end, by the UTC calendar. | `30` | `expiration` |');
  expect(new Set(lines).size).toBe(lines.length);
});

it('shows a name where one follows', () =>
  expect(lines.filter((line) => line.startsWith('| `{metadata:Name}` |'))).toHaveLength(1));
