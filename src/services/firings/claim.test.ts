import {
  certificateOf,
  occurrenceOf,
  pipelineInMemory,
  rulesInMemory,
  setSite,
  triggerOf,
} from '../../../test/support/services';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { claiming, type SubjectChanges } from './claim';
import type { FiringEvent, Occurrence } from './occurrence';

const subject = (revision = 1) => certificateFiringSubject(certificateOf('web', { revision }));

function fired(changes: Partial<SubjectChanges<CertificateSubject>>) {
  const triggers = [triggerOf('certificate_expiring', 'action', null, [setSite('dc1')])];
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const noted: string[] = [];
  const event: FiringEvent<Occurrence<CertificateSubject>, number> = {
    event: 'certificate_expiring',
    subjects: async () => [occurrenceOf('k', () => subject())],
    payload: () => ({}),
    store: claiming({
      change: async (seen) => seen,
      reload: async () => subject(2),
      note: async (firingId) => void noted.push(firingId),
      ...changes,
    }),
    close: async (mine) => mine.length,
  };
  return { noted, fire: (workflowId: string) => memory.pipeline.fire(event, { workflowId, runId: 'r' }) };
}

describe('firings of stored subjects', () => {
  it('belong to the run that claimed the occurrence first; its own repeat goes on, another run changes nothing', async () => {
    const { fire, noted } = fired({});
    expect(await fire('w-1')).toBe(1);
    expect(await fire('w-1')).toBe(1);
    expect(await fire('w-2')).toBe(0);
    expect(noted).toHaveLength(2);
  });

  it('decide again on a newer revision', async () => {
    const seen: number[] = [];
    const { fire, noted } = fired({
      change: async (one) => {
        seen.push(one.record.revision);
        return one.record.revision === 1 ? null : one;
      },
    });
    await fire('w');
    expect(seen).toEqual([1, 2]);
    expect(noted).toHaveLength(1);
  });

  it.each([
    { name: 'the sets of where the subject is by then', isRecorded: false, site: 'dc2' },
    { name: 'recorded sets, where those were asked for', isRecorded: true, site: 'dc1' },
  ])('decide again by $name', async ({ isRecorded, site }) => {
    const inGroup = certificateFiringSubject(certificateOf('web', { revision: 2, groups: ['g'] }));
    const triggerTo = (to: string) => triggerOf('certificate_expiring', 'action', null, [setSite(to)]);
    const place = { resource: 'groups', objectUuid: 'g' } as const;
    const known = rulesInMemory([{ triggers: [triggerTo('dc1')] }, { triggers: [triggerTo('dc2')], place }]);
    const memory = pipelineInMemory(known.deps);
    const wanted: unknown[] = [];
    const fire = (key: string, decidedWith: string | null, isChanged: boolean) =>
      memory.pipeline.fire(
        {
          event: 'certificate_expiring',
          subjects: async () => [{ ...occurrenceOf(key, () => subject()), decidedWith }],
          payload: () => ({}),
          store: claiming<Occurrence<CertificateSubject>>({
            async change(one, change) {
              if (isChanged && one.record.revision === 1) return null;
              wanted.push(Object.values(change.attributes ?? {}).map(({ content }) => content[0]?.data));
              return one;
            },
            reload: async () => inGroup,
            note: async () => undefined,
          }),
          close: async () => undefined,
        },
        { workflowId: key, runId: 'r' },
      );
    await fire('first', null, false);
    await fire('again', isRecorded ? known.kept[0]!.id : null, true);
    expect(wanted).toEqual([['dc1'], [site]]);
  });

  it('change nothing of a subject that is gone', async () => {
    const { fire, noted } = fired({ change: async () => null, reload: async () => undefined });
    expect(await fire('w')).toBe(1);
    expect(noted).toEqual([]);
  });

  it('give up when others are quicker each time', async () => {
    const { fire } = fired({ change: async () => null });
    await expect(fire('w')).rejects.toThrow('changed by others');
  });
});
