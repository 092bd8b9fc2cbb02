import { stepWork } from '../../../../../test/support/builder';
import { createSetVariablesRunner } from './run';

it('names the script by its step: the text of a version never changes', () => {
  const runner = createSetVariablesRunner({} as never);
  expect(runner.preview!(stepWork('set_variables', { runtime: 'bash', content: 'true' }))['script']).toEqual({
    ...{ kind: 'step', definition: 'd1', version: 1, step: 'Ask' },
  });
});
