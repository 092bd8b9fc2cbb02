import { derOf, limboCases, limboTime } from '../../../test/support/limbo';
import { verdictOn } from '../../../test/support/verdicts';
import { readPathCertificate } from '../../x509/path-certificate';
import { readRevocationList } from '../../x509/revocation-list';
import { limboDifferences } from '../../../test/support/limbo-differences';

const giveTurn = async () => undefined;

/** Cases of x509-limbo: what we accept although the profile of the web forbids it is listed with its reason. */
describe('x509-limbo', () => {
  const cases = limboCases();

  it('names as differences only cases that there are', () => {
    const ids = new Set(cases.map(({ id }) => id));
    expect(Object.keys(limboDifferences).filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', async (id, one) => {
    const read = (pems: readonly string[], trusted: boolean) =>
      pems.map((pem) => ({ certificate: readPathCertificate(derOf(pem))!, trusted, revoked: false }));
    const candidates = [...read(one.trusted_certs, true), ...read(one.untrusted_intermediates ?? [], false)];
    const lists = await Promise.all((one.crls ?? []).map((pem) => readRevocationList(derOf(pem), giveTurn)));
    const now = one.validation_time ? new Date(one.validation_time) : limboTime;
    const end = readPathCertificate(derOf(one.peer_certificate))!;
    const result = await verdictOn(
      end,
      candidates,
      lists.filter((list) => list !== null),
      now,
    );
    const byLists = result.checks.find(({ check }) => check === 'crl_verification')!.status;
    const accepted = result.status === 'valid' && (lists.length === 0 || byLists === 'valid');
    const agrees = accepted === (one.expected_result === 'SUCCESS');
    expect({ agrees, why: agrees ? '' : result.fault?.message }).toEqual({
      agrees: limboDifferences[id] === undefined,
      why: agrees ? '' : result.fault?.message,
    });
    // Nothing that is good for others is refused here.
    if (one.expected_result === 'SUCCESS') expect(accepted).toBe(true);
  });
});
