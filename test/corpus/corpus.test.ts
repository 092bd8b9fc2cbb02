/** Every certificate of the corpus and every hostile input, through the whole product over HTTP. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseUpload } from '../../src/x509/parse-upload';
import { createRandom, generateHostileInputs, mutate } from '../hostile/generate';
import { toPem } from '../hostile/certificate-builder';
import { startTestProduct, type TestProduct } from '../support/product';
import { bundleForms, forms, raw, refusedForms } from './forms';
import { loadCorpus, sha256Of } from './material';
import { type Answer, betrayed, inLanes, remains, upload } from './uploader';

const { source, certificates } = loadCorpus();
const seed = 20_260_214;
const bundleSize = 10;
const stallLimitMs = 250;
const say = (text: string) => process.stderr.write(`[corpus] ${text}\n`);

const rejects = certificates.filter(({ expect: wanted }) => wanted === 'MUST_REJECT');
const storable = certificates.filter(({ expect: wanted }) => wanted !== 'MUST_REJECT');
/** Of three parts: by itself, in bundles, and twice at once. */
const bundled = storable.filter((_, index) => index % 6 === 1);
const doubled = storable.filter((_, index) => index % 24 === 2);
const single = storable.filter((_, index) => index % 6 !== 1 && index % 24 !== 2);

/** The answer to a certificate that must, or may, be stored; a sentence when it is wrong. */
function wrongVerdict({ status, body }: Pick<Answer, 'status' | 'body'>, certificate: (typeof certificates)[number]) {
  if (status === 201 && certificate.expect !== 'MUST_REJECT') {
    return body['fingerprint'] === certificate.sha256 ? [] : [`${certificate.name}: stored under a wrong fingerprint`];
  }
  const mayRefuse = certificate.expect !== 'MUST_ACCEPT' && status >= 400 && status < 500;
  return mayRefuse ? [] : [`${certificate.name} (${certificate.expect}): ${status} ${String(body['code'])}`];
}

describe('the corpus', () => {
  let product: TestProduct;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  beforeAll(async () => {
    say(source);
    product = await startTestProduct();
    delay.enable();
  });
  afterAll(async () => {
    delay.disable();
    say(`longest event-loop delay of the whole run, clients included: ${(delay.max / 1e6).toFixed(0)} ms`);
    await product?.close();
  });

  it('is stored or refused as it must be, in every form', async () => {
    const perForm = new Map<string, number>();
    const faults = await inLanes(single, async (certificate, index) => {
      const [form, write] = forms[index % forms.length]!;
      perForm.set(form, (perForm.get(form) ?? 0) + 1);
      const answer = await upload(product, write(certificate.der));
      // A single GREY certificate in PKCS#7 may be found to be none at all, which is a refusal too.
      return [
        ...wrongVerdict(answer, certificate),
        ...betrayed(answer).map((what) => `${certificate.name}: the problem names ${what}`),
      ].map((fault) => `${form}: ${fault}`);
    });
    expect(faults.flat()).toEqual([]);
    expect(perForm.size).toBe(forms.length);
  });

  it('gives one item a certificate in bundles of ten', async () => {
    const bundles = Array.from({ length: Math.floor(bundled.length / bundleSize) }, (_, at) =>
      bundled.slice(at * bundleSize, (at + 1) * bundleSize),
    );
    const faults = await inLanes(
      bundles,
      async (bundle, index) => {
        const [form, write] = bundleForms[index % bundleForms.length]!;
        const answer = await upload(product, write(bundle.map(({ der }) => der)));
        if (answer.status !== 207 && bundle.some(({ expect: wanted }) => wanted === 'GREY')) {
          // A broken element may make the whole container unreadable.
          return answer.status >= 500 ? [`${form}: ${answer.status}`] : [];
        }
        if (answer.status !== 207) return [`${form}: ${answer.status} ${String(answer.body['code'])}`];
        const items = answer.body['items'] as { index: number; httpStatus: number; fingerprint: string }[];
        return bundle.flatMap((certificate, at) => {
          const item = items[at];
          if (item?.index !== at) return [`${form}: item ${at} is missing`];
          return wrongVerdict({ status: item.httpStatus, body: { ...item } }, certificate);
        });
      },
      6,
    );
    expect(faults.flat()).toEqual([]);
  });

  it('stores what two clients send at the same moment once', async () => {
    const faults = await inLanes(doubled, async (certificate, index) => {
      const [form, write] = forms[index % forms.length]!;
      const [, otherForm] = forms[(index + 1) % forms.length]!;
      const answers = await Promise.all([
        upload(product, write(certificate.der)),
        upload(product, otherForm(certificate.der)),
      ]);
      const statuses = answers.map(({ status }) => status).sort((one, other) => one - other);
      if (certificate.expect === 'GREY' && statuses.every((status) => status >= 400 && status < 500)) return [];
      const codes = answers.filter(({ status }) => status === 409).map(({ body }) => String(body['code']));
      const isRight =
        statuses.join() === '201,409' && ['certificate_duplicate', 'upload_in_progress'].includes(codes[0]!);
      return isRight ? [] : [`${form}: ${certificate.name}: ${statuses.join()} ${codes.join()}`];
    });
    expect(faults.flat()).toEqual([]);
  });

  it('refuses a second upload and leaves nothing behind', async () => {
    const before = await remains(product);
    const sample = single.filter(({ expect: wanted }, index) => wanted === 'MUST_ACCEPT' && index % 7 === 0);
    const codes = await inLanes(sample, async (certificate, index) => {
      const [, write] = forms[(index * 5 + 1) % forms.length]!;
      const { status, body } = await upload(product, write(certificate.der));
      return `${status} ${String(body['code'])}`;
    });
    expect(new Set(codes)).toEqual(new Set(['409 certificate_duplicate']));
    expect(await remains(product)).toEqual(before);
  });

  it.each(refusedForms)('refuses %s and leaves nothing behind', async (_, write) => {
    const before = await remains(product);
    const sample = storable.filter((__, index) => index % 25 === 4);
    const answers = await inLanes(sample, (certificate, index) =>
      upload(product, write(certificate.der, sample[(index + 1) % sample.length]!.der)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['code'])}`))).toEqual(
      new Set(['422 not_a_certificate']),
    );
    expect(answers.flatMap(betrayed)).toEqual([]);
    expect(await remains(product)).toEqual(before);
  });

  it('refuses what is no certificate in every form and leaves nothing behind', async () => {
    const before = await remains(product);
    const faults = await inLanes(
      rejects.flatMap((certificate) => forms.map(([form, write]) => ({ certificate, form, write }))),
      async ({ certificate, form, write }) => {
        const answer = await upload(product, write(certificate.der));
        return [...wrongVerdict(answer, certificate), ...betrayed(answer)].map((fault) => `${form}: ${fault}`);
      },
    );
    expect(faults.flat()).toEqual([]);
    expect(await remains(product)).toEqual(before);
  });

  it('meets hostile inputs with the verdict they must get', async () => {
    const inputs = generateHostileInputs({ mutations: 100 }).filter(({ bytes }) => bytes.length > 0);
    const refused = inputs.filter(({ expect: wanted }) => wanted === 'MUST_REJECT');
    const before = await remains(product);
    const faults = await inLanes(
      refused,
      async (input) => {
        const answer = await upload(product, raw.der(input.bytes));
        const verdict = answer.body['code'] === input.code ? [] : [`${answer.status} ${String(answer.body['code'])}`];
        return [...verdict, ...betrayed(answer)].map((fault) => `${input.name}: ${fault}`);
      },
      8,
    );
    expect(faults.flat()).toEqual([]);
    expect(await remains(product)).toEqual(before);

    const others = await inLanes(
      inputs.filter(({ expect: wanted }) => wanted !== 'MUST_REJECT'),
      async (input) => {
        const answer = await upload(product, raw.der(input.bytes));
        const { status, body } = answer;
        const isStored = status === 201 && body['fingerprint'] === (input.sha256 ?? sha256Of(input.bytes));
        // Several inputs hold the same certificate: only the first of them is new.
        const isKnown = status === 409;
        const mayRefuse = input.expect === 'GREY' && status >= 400 && status < 500;
        const verdict = isStored || isKnown || mayRefuse ? [] : [`${status} ${String(body['code'])}`];
        return [...verdict, ...betrayed(answer)].map((fault) => `${input.name}: ${fault}`);
      },
    );
    expect(others.flat()).toEqual([]);
  });

  it(`stores no mutated certificate under another fingerprint (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const originals = certificates.filter(({ der }) => der.length < 4_000);
    const mutants = Array.from({ length: 1_200 }, () => mutate(originals[random(originals.length)]!.der, random));
    const counts = { stored: 0, refused: 0 };
    const faults = await inLanes(
      mutants.filter((bytes) => bytes.length > 0),
      async (bytes, index) => {
        const write = [
          raw.der,
          (der: Buffer) => raw.pem(toPem(der)),
          (der: Buffer) => raw.json(der.toString('base64')),
        ];
        const answer = await upload(product, write[index % write.length]!(bytes));
        const { status, body } = answer;
        counts[status === 201 ? 'stored' : 'refused'] += 1;
        const isRight = status === 201 ? body['fingerprint'] === sha256Of(bytes) : status >= 400 && status < 500;
        return [...(isRight ? [] : [`${status} ${answer.text.slice(0, 200)}`]), ...betrayed(answer)].map(
          (fault) => `mutant ${index}: ${fault}`,
        );
      },
    );
    say(`mutated certificates: ${counts.stored} stored, ${counts.refused} refused`);
    expect(faults.flat()).toEqual([]);
  });

  it('stands in the database whole, once, and with one firing each', async () => {
    const { db } = product.foundation;
    const rows = await db
      .collection('certificates')
      .find({}, { projection: { fingerprint: 1, der: 1 } })
      .toArray();
    const wrong = rows.filter(({ fingerprint, der }) => sha256Of((der as { buffer: Buffer }).buffer) !== fingerprint);
    expect(wrong.map(({ fingerprint }) => String(fingerprint))).toEqual([]);
    expect(new Set(rows.map(({ fingerprint }) => String(fingerprint))).size).toBe(rows.length);
    const stored = new Set(rows.map(({ fingerprint }) => String(fingerprint)));
    const inBundles = bundled.slice(0, Math.floor(bundled.length / bundleSize) * bundleSize);
    const missing = [...single, ...doubled, ...inBundles].filter(
      ({ expect: wanted, sha256 }) => wanted === 'MUST_ACCEPT' && !stored.has(sha256),
    );
    // A bundle whose container could not be read stores none of its certificates.
    const unreadable = new Set(inBundles.filter(({ expect: wanted }) => wanted === 'GREY').map(({ name }) => name));
    expect(missing.filter(({ name }) => !unreadable.has(name)).map(({ name }) => name)).toEqual([]);
    const { certificates: total, firings, uploadsWithContent } = await remains(product);
    expect({ firings, uploadsWithContent }).toEqual({ firings: total, uploadsWithContent: 0 });
    say(`${total} certificates stored`);
    // Clients, engines' client and product share this process and the machine: a figure to look at, not a promise.
    expect(delay.max / 1e6).toBeLessThan(15_000);
  });
});

describe('reading alone', () => {
  /** The longest time that the event loop did not get its turn, in milliseconds. */
  async function longestStall(work: () => Promise<unknown>): Promise<number> {
    let last = performance.now();
    let longest = 0;
    let isDone = false;
    const tick = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (!isDone) setImmediate(tick);
    };
    setImmediate(tick);
    await work().catch(() => undefined);
    isDone = true;
    return Math.max(longest, performance.now() - last);
  }

  it(`never holds the event loop for ${stallLimitMs} ms`, async () => {
    const ders = certificates.map(({ der }) => der);
    const largest = [...ders].sort((one, other) => other.length - one.length);
    const inputs: readonly (readonly [string, Buffer])[] = [
      ...generateHostileInputs({ mutations: 50 }).map(({ name, bytes }) => [name, bytes] as const),
      [
        '500 certificates',
        Buffer.from(
          ders
            .slice(0, 500)
            .map((der) => toPem(der))
            .join(''),
        ),
      ],
      ['the 500 largest certificates', bundleForms[1]![1](largest.slice(0, 500)).body],
    ];
    const slow: string[] = [];
    let worst = 0;
    for (const [name, bytes] of inputs) {
      let stall = Infinity;
      // Other work of the machine can hold us too: only what is slow three times is slow.
      for (let attempt = 0; attempt < 3 && stall >= stallLimitMs; attempt += 1) {
        stall = Math.min(stall, await longestStall(() => parseUpload(bytes)));
      }
      worst = Math.max(worst, stall);
      if (stall >= stallLimitMs) slow.push(`${name}: ${stall.toFixed(0)} ms`);
    }
    say(`longest stall while reading: ${worst.toFixed(0)} ms`);
    expect(slow).toEqual([]);
  });
});
