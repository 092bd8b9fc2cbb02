import { passedStep } from './start/run';
import { stepRunners } from './steps';

it('finds how a step is carried out by the code of its kind', () => {
  const start = passedStep('start');
  const runnerOf = stepRunners([start, passedStep('end')]);
  expect(runnerOf('start')).toBe(start);
  expect(runnerOf('constructor')).toBeUndefined();
});
