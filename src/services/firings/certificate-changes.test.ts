import { at, certificateOf, nothingDue, occurrenceOf, rulesInMemory } from '../../../test/support/services';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { noRenewal } from '../../domain/authorities/renewal-settings';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { certificateFiringSubject, noCategories } from '../../domain/firings/subject';
import { certificateChanges, certificatePayload, type CertificateChangesDeps } from './certificate-changes';

const before = certificateFiringSubject(certificateOf('web'));
const record = certificateOf('web', { owner: 'u-2', groups: ['g-1'], revision: 2 });

function changing(deps: Partial<CertificateChangesDeps> = {}) {
  const noted: CertificateHistoryEntry[] = [];
  const changes = certificateChanges({
    change: async () => record,
    find: async () => record,
    addHistory: async (entries) => void noted.push(...entries),
    historyDue: nothingDue,
    ...deps,
  });
  return { changes, noted };
}

describe('changes of a certificate', () => {
  it('go to the store with the record that was seen, and with what its history is to say', async () => {
    const change = jest.fn(async () => record);
    const due = await changing({ change }).changes.change('f-1', before, { owner: 'u-2' }, at);
    expect(change).toHaveBeenCalledWith(before.record, { owner: 'u-2' }, at, due);
    expect(due).toMatchObject({ key: 'f-1', uuid: 'c-web', entries: [{ event: 'updateOwner', created: at }] });
  });

  it('are none when the revision has passed, or the certificate is gone', async () => {
    const { changes } = changing({ change: async () => null, find: async () => undefined });
    expect(await changes.change('f-1', before, { owner: 'u-2' }, at)).toBeNull();
    expect(await changes.reload(before)).toBeUndefined();
  });

  it('start again from the certificate as it is now', async () => {
    const find = jest.fn(async () => record);
    expect((await changing({ find }).changes.reload(before))?.record.revision).toBe(2);
    expect(find).toHaveBeenCalledWith('c-web');
  });

  it('are noted by the system, one entry a category, under ids that a repeat makes again', async () => {
    const { changes, noted } = changing();
    for (const firingId of ['f-1', 'f-1', 'f-2']) {
      await changes.note([(await changes.change(firingId, before, { owner: 'u-2', groups: ['g-1'] }, at))!]);
    }
    const createdBy = { uuid: null, name: 'system' };
    expect(noted.slice(0, 2)).toMatchObject([
      { event: 'updateGroups', createdBy, additionalInformation: { before: [], after: ['g-1'] } },
      { event: 'updateOwner', createdBy, additionalInformation: { before: null, after: 'u-2' } },
    ]);
    const ids = noted.map(({ id }) => id);
    expect(ids.slice(2, 4)).toEqual(ids.slice(0, 2));
    expect(new Set(ids).size).toBe(4);
  });
});

describe('the payload of a certificate', () => {
  const profile: RaProfile = {
    ...{ uuid: 'ra-1', name: 'web servers', description: '', enabled: true, authorityInstanceUuid: 'ai-1' },
    certificateProfileUuid: null,
    ...{ validationEnabled: null, validationFrequency: null, replacementDetection: null },
    ...{
      expiringThreshold: null,
      expiringThresholdPercent: null,
      keepPrivateKeys: false,
      renewal: noRenewal,
      approvalProfiles: {},
      revision: 1,
    },
  };
  const { snapshot: directory } = rulesInMemory([], { raProfiles: new Map([[profile.uuid, profile]]) });

  it.each([
    { raProfile: 'ra-1', name: 'web servers', authority: 'ai-1' },
    { raProfile: 'ra-gone', name: null, authority: null },
    { raProfile: null, name: null, authority: null },
  ])('names RA profile $raProfile that triggers set, not the one it had', ({ raProfile, name, authority }) => {
    const subject = certificateFiringSubject(certificateOf('web', { raProfile: 'ra-before' }));
    const occurrence = occurrenceOf('k', () => subject);
    const categories = { ...noCategories, raProfile };
    expect(certificatePayload({ occurrence, subject, categories, objectUuid: null, directory })).toMatchObject({
      ...{ certificateUuid: null, fingerprint: 'fp-web', subjectDn: 'CN=web' },
      ...{ raProfileUuid: raProfile, raProfileName: name, authorityInstanceUuid: authority },
    });
  });
});
