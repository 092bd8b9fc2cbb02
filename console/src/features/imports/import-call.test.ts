import { expect, it } from 'vitest';
import { optionsBody } from './import-call';

it('puts answers into their maps and leaves out what is not complete', () => {
  const answers = [
    { map: 'roleMap', from: 'Operators', to: 'Operator' },
    { map: 'roleMap', from: ' Admins ', to: ' Administrator ' },
    { map: 'secretMap', from: 'a', to: '' },
  ] as const;
  expect(optionsBody({ onConflict: 'update', pendingReminders: '3', answers })).toEqual({
    onConflict: 'update',
    pendingReminders: 3,
    roleMap: { Operators: 'Operator', Admins: 'Administrator' },
  });
  expect(optionsBody({ onConflict: 'skip', pendingReminders: '', answers: [] })).toEqual({ onConflict: 'skip' });
});
