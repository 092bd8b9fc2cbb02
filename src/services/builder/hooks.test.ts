import { aStep, anInstance, contentOf } from '../../../test/support/builder';
import { visitKey } from '../../domain/builder/visit-state';
import { createHooks } from './hooks';
import { digestOf } from './signals';

const content = contentOf([aStep('Wait', 'wait', { settings: { hookVariable: 'callback' } }), aStep('End', 'end')]);
const hooks = createHooks(Buffer.alloc(32, 1), 'https://certloom.example');

it('makes an address for the next visit of a step, and another one for the visit after', () => {
  const before = hooks.variablesOf(anInstance({ currentStep: 'Begin' }), content);
  const at = anInstance({ currentStep: 'Wait', visits: { Wait: 1 } });
  expect(hooks.variablesOf(at, content)).toEqual(before);
  const token = before['callback']!.replace('https://certloom.example/hooks/', '');
  expect(hooks.hashOf(visitKey(at, 'Wait', 1))).toBe(digestOf(token));
  const after = hooks.variablesOf(anInstance({ currentStep: 'End', visits: { Wait: 1 } }), content);
  expect(after).not.toEqual(before);
  expect(createHooks(Buffer.alloc(32, 2), 'https://certloom.example').variablesOf(at, content)).not.toEqual(before);
});
