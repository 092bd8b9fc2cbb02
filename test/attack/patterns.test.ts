import { randomBytes } from 'node:crypto';
import { patternSteps, searchedTextLimit } from '../../src/domain/conditions/patterns';
import { createPatternEngine } from '../../src/services/firings/pattern-engine';
import { createScene, property } from '../acceptance/scene';
import { buildCertificate, buildPkcs7 } from '../hostile/certificate-builder';
import { hostilePatterns, hostileText } from '../support/hostile-patterns';
import { productOfFile } from '../support/product';
import { percentile, say, watched } from './watch';

const product = productOfFile();
const scene = createScene(product);
const pattern = hostilePatterns[0]!;
const hostileName = () => `${hostileText(40)}${randomBytes(6).toString('hex').replace(/[^ab]/g, 'b')}`;

describe('SEC4 patterns without a literal to look for', () => {
  it('keep to 50 ms for a leaf at its limit', () => {
    const engine = createPatternEngine();
    const took: number[] = [];
    for (const hostile of hostilePatterns) {
      const compiled = engine.compile(hostile);
      const length = Math.min(searchedTextLimit, Math.floor(patternSteps.leaf / compiled.size) - 1);
      const text = hostileText(length);
      for (let go = 0; go < 20; go += 1) {
        // Of the processor: what else a machine does says nothing of a pattern.
        const before = process.cpuUsage();
        compiled.find(text);
        const { user, system } = process.cpuUsage(before);
        took.push((user + system) / 1_000);
      }
    }
    const p99 = percentile(took, 0.99);
    process.stderr.write(`[attack] SEC4 leaf: p50 ${percentile(took, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`);
    expect(p99).toBeLessThan(100);
  });

  it('hold up neither the process nor the caller in a search over 500 certificates', async () => {
    for (let bundle = 0; bundle < 5; bundle += 1) {
      const ders = Array.from({ length: 100 }, () =>
        buildCertificate({ sans: Array.from({ length: 5 }, () => `${hostileName()}.example`) }),
      );
      const sent = await product()
        .call('post', '/certificates/upload')
        .type('application/pkcs7-mime')
        .send(buildPkcs7(ders));
      expect(sent.status).toBe(207);
    }
    const leaf = (ignoreCase: boolean) => ({
      ...property('SUBJECT_ALTERNATIVE_NAMES', 'MATCHES', pattern),
      ignoreCase,
    });
    const filter = { any: Array.from({ length: 20 }, (_, index) => leaf(index % 2 === 0)) };
    const search = () => product().call('post', '/certificates/search').send({ filter, limit: 200, count: true });
    const strain = await watched(async () => search());
    say('SEC4 search', strain);
    expect(strain.result.status).toBe(200);
    expect(strain.stallMs).toBeLessThan(250);
    expect(strain.tookMs).toBeLessThan(10_000);

    const many = await watched(() => Promise.all(Array.from({ length: 60 }, async () => (await search()).status)));
    const counts = [200, 503].map((status) => `${many.result.filter((one) => one === status).length} x ${status}`);
    say('SEC4 60 searches at once', many, counts.join(', '));
    expect(many.result.every((status) => status === 200 || status === 503)).toBe(true);
    expect(many.stallMs).toBeLessThan(400);
  });

  it('end as errors of their leaves in a trigger, over a certificate with very many names', async () => {
    const trigger = await scene.act([{ type: 'setGroups', groups: [(await scene.group()).uuid] }], {
      condition: { any: Array.from({ length: 50 }, () => property('SUBJECT_ALTERNATIVE_NAMES', 'MATCHES', pattern)) },
    });
    await scene.attach({ actions: [trigger] });
    const der = buildCertificate({ sans: Array.from({ length: 4_000 }, () => `${hostileName()}.b`) });
    const strain = await watched(async () => scene.upload(der));
    say('SEC4 trigger', strain);
    await scene.attach({});
    expect(strain.result.status).toBe(201);
    expect(strain.stallMs).toBeLessThan(400);
    const firing = await scene.firing(strain.result.body.firingId);
    expect(JSON.stringify(firing)).toContain('pattern_too_costly');
  });
});
