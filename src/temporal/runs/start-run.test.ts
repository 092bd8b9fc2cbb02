import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { certloomSummary } from '../search-attributes';
import { firingRunOptions, startRun } from './start-run';

describe('firingRunOptions', () => {
  it.each([
    { subjects: 1, summary: 'certificate uploaded, 1 subject' },
    { subjects: 2, summary: 'certificate uploaded, 2 subjects' },
  ])('says what the run is for: $summary', ({ subjects, summary }) =>
    expect(firingRunOptions((queue) => `${queue}-x`, 'certificate_uploaded', 'b1', subjects)).toMatchObject({
      workflowId: 'firing:certificate_uploaded:b1',
      taskQueue: 'certloom-x',
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: summary,
      typedSearchAttributes: expect.arrayContaining([{ key: certloomSummary, value: summary }]),
    }),
  );
});

describe('startRun', () => {
  const deadlines: number[] = [];
  const withDeadline = async <T>(deadline: number, run: () => Promise<T>) => {
    deadlines.push(deadline);
    return run();
  };
  const client = { connection: { withDeadline } } as unknown as Client;
  beforeEach(() => deadlines.splice(0));

  it('counts a run that is there as started', () =>
    expect(
      startRun(client, () => Promise.reject(new WorkflowExecutionAlreadyStartedError('there', 'id', 'type'))),
    ).resolves.toBeUndefined());

  it('hands on what else goes wrong', () =>
    expect(startRun(client, () => Promise.reject(new Error('away')))).rejects.toThrow('away'));

  it('has a deadline only where one is asked for', async () => {
    await startRun(client, () => Promise.resolve());
    expect(deadlines).toEqual([]);
    const before = Date.now();
    await startRun(client, () => Promise.resolve(), 5_000);
    expect(deadlines[0]).toBeGreaterThanOrEqual(before + 5_000);
  });
});
