import { aStep, contentOf } from '../../../test/support/builder';
import { loadStepScript } from './load-step-script';

const settings = { runtime: 'bash', content: 'echo $(hostname)', secrets: ['s'], limits: { timeoutSeconds: 5 } };
const load = loadStepScript(async (definition, version) =>
  definition === 'd1' && version === 2
    ? contentOf([aStep('Fill', 'set_variables', { settings }), aStep('End', 'end')])
    : null,
);

it('finds the script of a step in its version', async () => {
  expect(await load({ kind: 'step', definition: 'd1', version: 2, step: 'Fill' })).toMatchObject({
    ...{ name: 'step-Fill', version: 2, runtime: 'bash', secrets: ['s'], repeatable: false },
    source: { kind: 'text', content: 'echo $(hostname)' },
    limits: { timeoutSeconds: 5, memoryMiB: 512 },
    settings: { strict: false, windows: false, reuse: false },
  });
});

it('finds nothing where there is none', async () => {
  expect(await load({ kind: 'step', definition: 'd1', version: 2, step: 'End' })).toBeUndefined();
  expect(await load({ kind: 'step', definition: 'd1', version: 3, step: 'Fill' })).toBeUndefined();
  expect(await load({ kind: 'stored', name: 'Fill', version: 2 })).toBeUndefined();
});
