import { builtinInMemory } from '../../../../test/support/builtin-authority';
import { inDays } from '../../../../test/support/builders';
import { readCertificate } from '../../../x509/facts';
import { createResponders } from './responders';

async function scene() {
  const ca = builtinInMemory();
  const { uuid } = ca.instance;
  await ca.cas.findOrMake(uuid, ca.instance.settings);
  const make = () => createResponders({ ...ca.deps, cas: ca.cas, store: ca.deps.stores.ocspResponders });
  return { ...ca, uuid, make };
}

it('have a certificate for this alone, which nobody need check', async () => {
  const { make, uuid } = await scene();
  const { responder, issuing } = (await make().current(uuid))!;
  const { facts } = readCertificate(responder.der);
  expect(facts).toMatchObject({
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
    keyUsage: ['digitalSignature'],
    issuerDerSha256: readCertificate(issuing.der).facts.subjectDerSha256,
    parseWarnings: [],
  });
  expect(facts.extensions.map(({ oid }) => oid)).toContain('1.3.6.1.5.5.7.48.1.5');
});

it('are the same for all processes, and others in the next week', async () => {
  const { make, uuid, clock, responders } = await scene();
  const [one, other] = [make(), make()];
  const [first, second] = await Promise.all([one.current(uuid), other.current(uuid)]);
  expect(second!.responder.der.equals(first!.responder.der)).toBe(true);
  expect((await one.current(uuid))!.responder).toBe(first!.responder);
  clock.now = inDays(7);
  const next = (await one.current(uuid))!.responder;
  expect(next.der.equals(first!.responder.der)).toBe(false);
  expect(readCertificate(first!.responder.der).facts.notAfter! > clock.now).toBe(true);
  expect(responders.size).toBe(2);
});

it('there is none for what is no CA', async () =>
  expect(await (await scene()).make().current('00000000-0000-4000-8000-000000000000')).toBeNull());
