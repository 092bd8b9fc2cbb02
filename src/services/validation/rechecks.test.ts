import { issuerChangeOf } from '../../../test/support/builders';
import { certificateOf } from '../../../test/support/services';
import type { IssuerChange } from '../../domain/certificates/issuer-change';
import type { OpenStatusChange } from '../../store/validation/validations';
import { issuerIdOf, rechecks } from './rechecks';

const at = new Date('2030-01-01T00:00:00Z');
const later = new Date('2030-01-02T00:00:00Z');
const ca = { ...certificateOf('ca'), ca: true, fingerprint: 'f'.repeat(64), subjectDerSha256: 'name of ca' };
const web = certificateOf('web');
const changed = (certificate: OpenStatusChange['certificate'], issuerChange?: IssuerChange): OpenStatusChange => ({
  certificate,
  change: {
    ...{ sequence: 1, from: 'valid', to: 'invalid', at },
    ...(issuerChange === undefined ? {} : { issuerChange }),
  },
});

async function checkedFor(...open: OpenStatusChange[]) {
  const asked: unknown[] = [];
  const recheck = rechecks({
    async recheckIssuedBy(name, { id }, since) {
      asked.push([name, id, since]);
      return 3;
    },
    nameOf: async (fingerprint) => (fingerprint === 'e'.repeat(64) ? 'name of root' : null),
  });
  return { due: await recheck(open), asked };
}

describe('what is checked because of changes of status', () => {
  it('is all that a CA has issued whose own certificate changed, once', async () => {
    const { due, asked } = await checkedFor(changed(ca), changed(web), changed(ca));
    expect(asked).toEqual([['name of ca', issuerIdOf(ca.fingerprint), undefined]]);
    expect(due).toBe(3);
  });

  it('is what was left out, where something further up is behind that of the CA', async () => {
    const { asked } = await checkedFor(
      changed(ca, issuerChangeOf('root', { at: later })),
      changed(web, issuerChangeOf('root')),
    );
    expect(asked).toEqual([['name of ca', 'root', later]]);
  });

  it('is all below a CA that paths show to have changed, before it is found there', async () => {
    const seen = (when: Date) => issuerChangeOf('root', { became: { fault: 'not_trusted' }, at: when });
    const { asked } = await checkedFor(changed(web, seen(later)), changed(web, seen(at)), changed(web, seen(later)));
    expect(asked).toEqual([['name of root', 'root', at]]);
    const unknown = { ...seen(at), fingerprint: 'd'.repeat(64) };
    expect(await checkedFor(changed(web, unknown))).toEqual({ due: 0, asked: [] });
  });

  it('tells CAs apart by ids that show nothing of them', () => {
    expect(issuerIdOf(ca.fingerprint)).toMatch(/^[0-9a-f-]{36}$/);
    expect(issuerIdOf(ca.fingerprint)).not.toBe(issuerIdOf('e'.repeat(64)));
  });
});
