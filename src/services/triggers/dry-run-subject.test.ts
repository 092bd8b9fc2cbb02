import { admin, at, certificateOf, factsOf } from '../../../test/support/services';
import type { Firing } from '../../domain/firings/firing';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import type { EventCode } from '../../domain/events/catalogue';
import { createSubjectSources } from '../firings/subject-sources';
import { createDryRunSubjects, type WantedSubject } from './dry-run-subject';

const firings: Readonly<Record<string, Partial<Firing>>> = {
  f1: { resource: 'certificates', objectUuid: 'c-web', occurredAt: at },
  found: { resource: 'certificates', objectUuid: 'c-web', particulars: { discoveryUuid: 'd-1' } },
  rejected: { resource: 'certificates', objectUuid: null },
};

function find(wanted: WantedSubject, event: EventCode = 'certificate_uploaded', holder?: string, mayRead = true) {
  const subjects = createDryRunSubjects({
    sources: createSubjectSources(() => [
      {
        resource: 'certificates',
        permission: 'certificates:read',
        findMany: async () => new Map([['c-web', certificateFiringSubject(certificateOf('web'))]]),
        payload: () => ({}),
      },
    ]),
    findFiring: async (id) => (firings[id] as Firing | undefined) ?? null,
    readCertificate: async () => factsOf('pasted'),
    findByFingerprints: async ([fingerprint]) => new Map(holder === undefined ? [] : [[fingerprint!, holder]]),
  });
  const by = {
    actor: { type: 'user', ...admin } as const,
    permissions: new Set(mayRead ? (['certificates:read'] as const) : []),
  };
  return subjects.find(event, wanted, by, defaultPlatformSettings, at);
}

describe('the subject of a dry run', () => {
  it('is a stored object, or that of a firing as it is now', async () => {
    expect(await find({ object: 'c-web' })).toMatchObject({ uuid: 'c-web', note: null, subject: { name: 'web' } });
    expect(await find({ firing: 'f1' })).toMatchObject({ uuid: 'c-web', firing: firings['f1'] });
    expect((await find({ firing: 'found' })).subject.discovery).toBe('d-1');
  });

  it('is a pasted certificate, owned as an upload would be', async () => {
    const content = Buffer.from('x');
    const uploaded = await find({ content });
    expect(uploaded).toMatchObject({ uuid: null, note: null, subject: { categories: { owner: admin.uuid } } });
    expect((await find({ content }, 'certificate_expiring')).subject.categories.owner).toBeNull();
    expect((await find({ content }, 'certificate_uploaded', 'c-other')).note).toMatch(/has this certificate already/);
  });

  it.each([
    [{ object: 'gone' }, 'not_found'],
    [{ firing: 'gone' }, 'not_found'],
    [{ firing: 'rejected' }, 'replay_not_possible'],
    [{}, 'not_found'],
  ])('%j is refused', async (wanted, code) => {
    await expect(find(wanted)).rejects.toMatchObject({ code });
  });

  it('is not shown to who may not read it, and is of the resource of the event', async () => {
    await expect(find({ object: 'c-web' }, 'certificate_uploaded', undefined, false)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(find({ object: 'c-web' }, 'approval_closed')).rejects.toMatchObject({ code: 'not_found' });
  });
});
