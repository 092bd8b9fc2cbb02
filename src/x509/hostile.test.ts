/** Every hostile input against its verdict, and mutated certificates against everything that reads them. */
import fc from 'fast-check';
import { certificateCases } from '../../test/hostile/certificate-defects';
import { generateHostileInputs } from '../../test/hostile/generate';
import { isCertloomError } from '../domain/problem';
import { readCertificate } from './facts';
import { parseUpload } from './parse-upload';
import { splitUpload } from './split';

interface Verdict {
  readonly code: string;
  readonly fingerprints: readonly string[];
  readonly milliseconds: number;
}

async function judge(bytes: Buffer): Promise<Verdict> {
  const started = performance.now();
  try {
    const items = await parseUpload(bytes);
    const fingerprints = items.map((item) => ('error' in item ? item.error.code : item.certificate.facts.fingerprint));
    return { code: 'accepted', fingerprints, milliseconds: performance.now() - started };
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return { code: error.code, fingerprints: [], milliseconds: performance.now() - started };
  }
}

const inputs = generateHostileInputs();

describe('verdicts', () => {
  it('exist in number', () => {
    expect(inputs.length).toBeGreaterThan(400);
    expect(new Set(inputs.map(({ name }) => name)).size).toBe(inputs.length);
  });

  it.each(inputs.filter(({ expect: wanted }) => wanted === 'MUST_ACCEPT'))(
    'accepts: $name',
    async ({ bytes, sha256 }) => {
      expect(await judge(bytes)).toMatchObject({ code: 'accepted', fingerprints: [sha256] });
    },
  );

  it.each(inputs.filter(({ expect: wanted }) => wanted === 'MUST_REJECT'))(
    'rejects: $name',
    async ({ bytes, code }) => {
      const verdict = await judge(bytes);
      expect(verdict.code).toBe(code);
      expect(verdict.milliseconds).toBeLessThan(1_000);
    },
  );

  it('survives everything that may go either way', async () => {
    for (const { bytes } of inputs.filter(({ expect: wanted }) => wanted === 'GREY')) {
      const { code, milliseconds } = await judge(bytes);
      expect(['accepted', 'not_a_certificate', 'unsupported_format', 'private_key_refused']).toContain(code);
      expect(milliseconds).toBeLessThan(1_000);
    }
  });
});

describe('the same list twice', () => {
  it('has the same mutations for the same seed', () => {
    const again = generateHostileInputs({ seed: 1, mutations: 50 });
    const mutations = (list: typeof inputs): Buffer[] =>
      list.filter(({ name }) => name.startsWith('mutation')).map(({ bytes }) => bytes);
    expect(mutations(again)).toEqual(mutations(inputs).slice(0, 50));
  });
});

describe('mutated certificates', () => {
  const originals = certificateCases()
    .map(({ der }) => der)
    .filter((der) => der.length < 2_000);
  const mutated = fc
    .tuple(
      fc.constantFrom(...originals),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(255)), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.option(fc.double({ min: 0.5, max: 1, noNaN: true }), { freq: 5 }),
    )
    .map(([original, changes, keep]) => {
      const bytes = Buffer.from(original);
      for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
      return keep === null ? bytes : bytes.subarray(0, Math.ceil(bytes.length * keep));
    });

  it.each([
    ['readCertificate', (bytes: Buffer): unknown => readCertificate(bytes)],
    ['splitUpload', (bytes: Buffer): unknown => splitUpload(bytes)],
  ])('give facts or a refusal: %s', (_, read) => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(isCertloomError(error)).toBe(true);
        }
      }),
      { seed: 20_260_102, numRuns: 1_500 },
    );
  });

  it('leave no field undefined and no time NaN', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        let facts;
        try {
          ({ facts } = readCertificate(bytes));
        } catch {
          return;
        }
        for (const value of Object.values(facts)) expect(value).toBeDefined();
        for (const time of [facts.notBefore, facts.notAfter])
          expect(time === null || !Number.isNaN(time.getTime())).toBe(true);
        expect(facts.serialNumber).toMatch(/^-?[0-9a-f]+$/);
      }),
      { seed: 20_260_103, numRuns: 1_500 },
    );
  });
});
