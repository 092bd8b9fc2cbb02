import { demoCertificates } from './material';
import { planUploads } from './plan';
import { expectedOutcomes } from './expected-outcomes';
import { expectationOf, names } from './rules';

const certificates = demoCertificates(50);
const phases = planUploads(certificates);

function kinds(inventory: ReadonlySet<string>) {
  return phases.map(({ uploads }) =>
    uploads.map((upload) =>
      expectedOutcomes(phases, inventory)
        .get(upload)!
        .map(({ kind }) => kind),
    ),
  );
}

describe('the demo plan', () => {
  it('sends 50 different certificates once or twice', () => {
    const sent = phases.flatMap(({ uploads }) => uploads.flatMap((upload) => upload.certificates));
    expect(new Set(sent.map(({ fingerprint }) => fingerprint)).size).toBe(50);
    expect(sent.length).toBe(60);
  });

  it('exercises every rule and a request that wins over a trigger', () => {
    const expectations = certificates.map((certificate) => expectationOf(certificate, undefined));
    const matched = new Set(expectations.flatMap(({ triggers }) => triggers));
    const { ignoreTrigger, ellipticTrigger, renewTrigger, groupTrigger } = names;
    expect(matched).toEqual(new Set([ignoreTrigger, ellipticTrigger, renewTrigger, groupTrigger]));
    const contested = phases
      .flatMap(({ uploads }) => uploads)
      .filter(({ environment, certificates: [one] }) => environment !== undefined && one!.isEllipticCurve);
    expect(contested.length).toBeGreaterThan(0);
  });

  it('expects on an empty inventory: all fire but the copies', () => {
    const [single, background, bundles, again] = kinds(new Set());
    const bundle = bundles![0];
    expect(new Set([...single!, ...background!].flat())).toEqual(new Set(['fires']));
    expect(bundle!.slice(0, 15)).toEqual(Array(15).fill('fires'));
    expect(bundle![16]).toBe('duplicate');
    expect(again![0]).toEqual(['replay']);
  });

  it('expects duplicates of what is stored, and rejections again', () => {
    const isStored = new Set(
      certificates.filter((one) => expectationOf(one, undefined).outcome === 'stored').map((one) => one.fingerprint),
    );
    const [single] = kinds(isStored);
    single!.forEach(([kind], index) => {
      const { outcome } = expectationOf(certificates[index]!, undefined);
      expect(kind).toBe(outcome === 'stored' ? 'duplicate' : 'fires');
    });
  });
});
