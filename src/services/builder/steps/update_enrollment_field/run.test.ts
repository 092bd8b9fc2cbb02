import { stepWork } from '../../../../../test/support/builder';
import { updateEnrollmentFieldRunner } from './run';

it('adds, changes and removes a field, and leaves the others as they were sent', async () => {
  const values = { AdditionalAttributes: { A: 1, B: true } };
  const run = (settings: Record<string, unknown>) =>
    updateEnrollmentFieldRunner.run(
      stepWork('update_enrollment_field', settings, { values }),
      new AbortController().signal,
    );
  const both = (fields: object) => ({ AdditionalAttributes: fields, 'enrollment.fields': fields });
  expect(await run({ name: 'C', value: 'x' })).toMatchObject({ variables: both({ A: 1, B: true, C: 'x' }) });
  expect(await run({ name: 'B', remove: true })).toMatchObject({
    variables: both({ A: 1 }),
    outputs: { before: true },
  });
});
