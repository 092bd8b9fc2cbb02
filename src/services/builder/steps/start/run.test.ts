import { stepWork } from '../../../../../test/support/builder';
import { stepRunners } from '../steps';
import { passedStep } from './run';

it('has nothing to do', async () => {
  const runnerOf = stepRunners([passedStep('start'), passedStep('end')]);
  expect(runnerOf('wait')).toBeUndefined();
  expect(await runnerOf('end')!.run(stepWork('end', {}), new AbortController().signal)).toEqual({ kind: 'done' });
});
