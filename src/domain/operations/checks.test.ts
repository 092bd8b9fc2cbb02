import type { RaProfile } from '../authorities/ra-profile';
import type { CertificateRecord, CertificateState } from '../certificates/certificate';
import type { RevocationWish } from '../certificates/revocation-reasons';
import {
  mostNames,
  operationFaults,
  placesOfBody,
  placesOfCsr,
  placesOfKey,
  refuseState,
  type CheckedOperation,
  type RequestFacts,
} from './checks';
import { operationActions, type OperationAction } from './operation';

const raProfile = { uuid: 'ra', enabled: true, authorityInstanceUuid: 'ca' } as RaProfile;
const request: RequestFacts = {
  ...{ csr: 'MA==', subjectDn: 'CN=web', commonName: 'web', names: ['dNSName:web.example'], spkiSha256: 'k1' },
  wish: null,
  places: placesOfCsr,
};
const certificate = (spkiSha256: string, own = 'ra') => ({
  ...{ spkiSha256, raProfile: own, subjectAttributes: [], subjectAlternativeNames: ['dNSName:web.example'] },
});
const asked = (action: OperationAction, change: Partial<CheckedOperation> = {}): CheckedOperation => ({
  ...{ action, raProfileUuid: 'ra', raProfile, request: action === 'revoke' ? null : request },
  certificate: action === 'issue' ? null : certificate(action === 'rekey' ? 'k0' : 'k1'),
  ...change,
});

describe('operationFaults', () => {
  it.each(operationActions)('lets %s pass', (action) => expect(operationFaults(asked(action))).toEqual([]));

  it.each<[string, CheckedOperation, string[]]>([
    ['no RA profile', asked('renew', { raProfileUuid: null, raProfile: undefined }), ['/raProfile required']],
    ['an unknown one', asked('issue', { raProfile: undefined }), ['/raProfile target_missing']],
    [
      'a disabled one',
      asked('issue', { raProfile: { ...raProfile, enabled: false } }),
      ['/raProfile ra_profile_disabled'],
    ],
    [
      'one without authority',
      asked('revoke', { raProfile: { ...raProfile, authorityInstanceUuid: null } }),
      ['/raProfile authority_missing'],
    ],
    [
      'one that is not the certificate’s own',
      asked('revoke', { certificate: certificate('k1', 'another') }),
      ['/raProfile other_ra_profile'],
    ],
    ['no request', asked('issue', { request: null }), ['/csr required']],
    ['a renewal with another key', asked('renew', { certificate: certificate('k0') }), ['/csr other_key']],
    ['a rekey with the same key', asked('rekey', { certificate: certificate('k1') }), ['/csr same_key']],
    ['a request of nothing', asked('issue', { request: { ...request, subjectDn: '', names: [] } }), ['/csr no_names']],
    [
      'too many names',
      asked('issue', { request: { ...request, names: Array<string>(mostNames + 1).fill('dNSName:x') } }),
      ['/csr too_many_names'],
    ],
    [
      'a made key that is for nothing, at what was sent',
      asked('issue', { request: { ...request, subjectDn: '', names: [], places: placesOfKey } }),
      ['/names no_names'],
    ],
    [
      'a body that is the request, with the rest in the query',
      asked('renew', {
        certificate: certificate('k0', 'another'),
        request: { ...request, places: placesOfBody },
      }),
      ['/query/raProfile other_ra_profile', ' other_key'],
    ],
    [
      'all at once',
      asked('issue', { raProfile: undefined, request: null }),
      ['/raProfile target_missing', '/csr required'],
    ],
  ])('refuses %s', (_, checked, expected) =>
    expect(operationFaults(checked).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected),
  );
});

describe('refuseState', () => {
  const states: readonly CertificateState[] = ['issued', 'revoked', 'pending_revoke', 'pending_approval', 'failed'];
  it.each(operationActions.filter((action) => action !== 'issue'))('lets %s begin with what is in force', (action) => {
    const allowed = states.filter((state) => {
      try {
        refuseState(action, { state });
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_state' });
        return false;
      }
    });
    expect(allowed).toEqual(action === 'revoke' ? ['issued', 'pending_approval'] : ['issued']);
  });

  const held = { state: 'revoked', revocation: { reason: 'certificateHold' } } as CertificateRecord;
  const good = { state: 'revoked', revocation: { reason: 'superseded' } } as CertificateRecord;
  it.each<[string, OperationAction, CertificateRecord, RevocationWish | null, boolean]>([
    ['release what is on hold', 'revoke', held, 'removeFromCRL', true],
    ['revoke it for good', 'revoke', held, 'keyCompromise', true],
    ['hold it again', 'revoke', held, 'certificateHold', false],
    ['renew it', 'renew', held, null, false],
    ['release what is revoked for good', 'revoke', good, 'removeFromCRL', false],
    ['release what is in force', 'revoke', { ...good, state: 'issued' }, 'removeFromCRL', false],
  ])('may %s: %s %s %s', (_, action, certificate, reason, isAllowed) => {
    const act = () => refuseState(action, certificate, reason);
    if (isAllowed) expect(act).not.toThrow();
    else expect(act).toThrow(/invalid_state/);
  });
});
