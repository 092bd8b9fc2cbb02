import type { StepVisit } from './instance';
import { withLatest } from './visit-state';

const visit = (attempt: number, seq: number) => ({ attempt, seq }) as StepVisit;

it.each([
  ['nothing has been left yet', [], null, []],
  ['it stands in the log', [visit(1, 1)], visit(1, 1), [visit(1, 1)]],
  ['it is not written yet', [visit(1, 1)], visit(1, 2), [visit(1, 1), visit(1, 2)]],
  ['it is the same step of a later attempt', [visit(1, 1)], visit(2, 1), [visit(1, 1), visit(2, 1)]],
])('shows the visit that has led to a state once: %s', (_, log, settled, shown) =>
  expect(withLatest(log, { settled })).toEqual(shown),
);
