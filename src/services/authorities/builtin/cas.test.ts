import { builtinInMemory } from '../../../../test/support/builtin-authority';
import { start } from '../../../../test/support/builders';
import { readCertificate } from '../../../x509/facts';
import { createBuiltinCas, newSerial, validFrom } from './cas';

it('makes a root and an issuing CA that it has signed, for whole years', async () => {
  const { cas, instance } = builtinInMemory();
  const { root, issuing } = await cas.findOrMake(instance.uuid, instance.settings);
  const [above, below] = [root, issuing].map(({ der }) => readCertificate(der).facts);
  expect(above).toMatchObject({
    subjectDn: 'CN=Test Root,O=Example & Söhne *,C=CH',
    subjectType: 'rootCa',
    basicConstraints: { ca: true, pathLength: null },
    keyUsage: ['keyCertSign', 'cRLSign'],
    notAfter: new Date('2049-12-31T23:59:00Z'),
    parseWarnings: [],
  });
  expect(below).toMatchObject({
    issuerDn: above!.subjectDn,
    issuerDerSha256: above!.subjectDerSha256,
    authorityKeyIdentifier: { keyIdentifier: above!.subjectKeyIdentifier },
    subjectType: 'intermediateCa',
    basicConstraints: { ca: true, pathLength: 0 },
    notBefore: new Date(start.getTime() - 60_000),
    notAfter: new Date('2039-12-31T23:59:00Z'),
    parseWarnings: [],
  });
  expect(issuing.der.toString('latin1')).toContain(`http://certloom.test/ca/${instance.uuid}-root.crl`);
});

it('keeps what was made first, whoever asks at once', async () => {
  const { cas, deps, instance, caRows } = builtinInMemory();
  const { uuid, settings } = instance;
  const other = createBuiltinCas({ ...deps, store: deps.stores.builtinCas, baseUrl: () => 'http://other.test' });
  const all = await Promise.all([1, 2, 3, 4].map((n) => (n % 2 === 0 ? cas : other).findOrMake(uuid, settings)));
  expect(new Set(all.map(({ issuing }) => issuing.der.toString('hex'))).size).toBe(1);
  expect(caRows.size).toBe(1);
  expect(await cas.find(uuid)).toBe(await cas.find(uuid));
});

it('finds none before the first use', async () => {
  const { cas, instance } = builtinInMemory();
  const { uuid, settings } = instance;
  expect([await cas.find(uuid), await cas.isMade(uuid)]).toEqual([null, false]);
  await cas.findOrMake(uuid, settings);
  expect([(await cas.find(uuid))?.issuing.id, await cas.isMade(uuid)]).toEqual([uuid, true]);
});

it('tries again after a failure', async () => {
  const { deps, instance } = builtinInMemory();
  let fails = true;
  const store = {
    ...deps.stores.builtinCas,
    find: async (uuid: string) => {
      if (fails) throw new Error('away');
      return deps.stores.builtinCas.find(uuid);
    },
  };
  const cas = createBuiltinCas({ ...deps, store, baseUrl: () => '' });
  await expect(cas.findOrMake(instance.uuid, instance.settings)).rejects.toThrow('away');
  fails = false;
  expect(await cas.findOrMake(instance.uuid, instance.settings)).toBeTruthy();
});

it('dates back by a minute, to a whole second', () =>
  expect(validFrom(new Date('2030-01-01T00:01:00.999Z'))).toEqual(new Date('2030-01-01T00:00:00Z')));

it('counts with 128 random bits', () => expect(newSerial()).toHaveLength(16));
