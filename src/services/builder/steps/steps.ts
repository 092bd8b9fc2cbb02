import type { StepRunner } from './step-runner';

/** How steps are carried out, by the code of their kind. */
export type StepRunnerOf = (code: string) => StepRunner | undefined;

export function stepRunners(runners: readonly StepRunner[]): StepRunnerOf {
  const byCode = new Map(runners.map((runner) => [runner.code, runner]));
  return (code) => byCode.get(code);
}
