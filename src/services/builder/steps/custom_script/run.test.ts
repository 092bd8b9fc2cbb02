import { stepWork } from '../../../../../test/support/builder';
import { createCustomScriptRunner } from './run';

const runner = createCustomScriptRunner({} as never);
const scriptOf = (settings: Record<string, unknown>) => runner.preview!(stepWork('custom_script', settings))['script'];

it('names the stored script with what this run is given besides', () => {
  expect(scriptOf({ scriptName: 'ops', version: 3, secrets: ['s'], limits: { memoryMiB: 64 } })).toEqual({
    ...{ kind: 'stored', name: 'ops', version: 3, secrets: ['s'], limits: { memoryMiB: 64 } },
  });
  expect(scriptOf({ scriptName: 'ops', secrets: [] })).toEqual({ kind: 'stored', name: 'ops', version: 'latest' });
});
