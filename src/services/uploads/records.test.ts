import { at, certificateDocument, uploadAdmission as admission } from '../../../test/support/services';
import { recordOutcomes } from './records';
import type { Admission } from './verdicts';

const certificate = certificateDocument('a');

function recorder(detect: () => Promise<void> = async () => undefined) {
  const calls: unknown[] = [];
  const later: (() => Promise<void>)[] = [];
  const note = (name: string) => async (what: readonly unknown[]) => void calls.push([name, what.length]);
  const record = (admissions: readonly Admission[]) =>
    recordOutcomes(
      {
        uploads: { finish: note('finish'), finishBundles: note('bundles') },
        auditOutcomes: note('audit'),
        detectReplacements: detect,
        inBackground: (work) => void later.push(work),
        logger: { info: () => undefined, warn: () => undefined, error: () => void calls.push('logged') },
        now: () => at,
      },
      admissions,
    );
  return { calls, later, record };
}

describe('records of decided uploads', () => {
  it('are closed before the answer for what was rejected, and after it for a stored single', async () => {
    const { calls, later, record } = recorder();
    await record([admission('a', { verdict: 'stored', certificate }), admission('b')]);
    expect(calls).toEqual([
      ['audit', 1],
      ['finish', 1],
      ['bundles', 0],
    ]);
    await later[0]!();
    expect(calls).toHaveLength(6);
  });

  it('are closed also when replacements cannot be looked for', async () => {
    const { calls, later, record } = recorder(async () => Promise.reject(new Error('away')));
    await record([admission('a', { verdict: 'stored', certificate })]);
    await later[0]!();
    expect(calls).toEqual([['audit', 1], 'logged', ['finish', 1], ['bundles', 0]]);
  });

  it('of an earlier run are audited again and not written again', async () => {
    const { calls, record } = recorder();
    await record([admission('a', { isNew: false }), admission('gone', { isNew: false, row: undefined })]);
    expect(calls).toEqual([
      ['audit', 1],
      ['finish', 0],
      ['bundles', 0],
    ]);
  });
});
