import { ApiError } from '../../../shared/api/problem';
import type { FlowProblem } from '../model/problems';

/** What is said of a step, by pointers into the step, for the fields of its form. */
export function faultsOfStep(problems: readonly FlowProblem[], name: string): ApiError | undefined {
  const errors = problems
    .filter(({ step }) => step === name)
    .map(({ pointer, detail }) => ({ pointer: pointer.replace(/^\/steps\/\d+/, ''), code: '', detail }));
  if (errors.length === 0) return undefined;
  const said = { type: 'about:blank', title: '', status: 422, detail: '', instance: '' };
  return new ApiError({ ...said, code: 'validation_failed', errors });
}
