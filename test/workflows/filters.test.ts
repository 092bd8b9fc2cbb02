/** The filters that docs/operations.md recommends for the Temporal UI, as the engine understands them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const operations = readFileSync(path.join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const [, block = ''] = /Filters worth saving there[^`]*```\n([^`]+)```/.exec(operations) ?? [];
const filters = block.split('\n').filter((line) => line !== '');

const product = productOfFile();
const scene = createScene(product);
const ours = () => `TaskQueue = "${product().foundation.queueName('certloom')}"`;

describe('the filters worth saving', () => {
  it('are there', () => expect(filters.length).toBeGreaterThan(4));

  it.each(filters)('%s is understood', async (filter) => {
    const { count } = await product().foundation.client.workflow.count(`(${filter}) AND ${ours()}`);
    expect(count).toBeGreaterThanOrEqual(0);
  });

  it('find runs by what they say they did', async () => {
    await scene.attach({
      ignore: [
        await scene.ignore({
          condition: { source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value: 'no' },
        }),
      ],
    });
    const names = ['yes.example.test', 'no.example.test', 'yes-too.example.test'];
    const bundle = names.map((subject) => toPem(buildCertificate({ subject }))).join('');
    expect((await scene.upload(Buffer.from(bundle))).status).toBe(207);
    const said = 'CertloomSummary = "certificate uploaded, 2 of 3 stored, 1 ignored"';
    const refused = filters.find((filter) => filter.includes('CertloomOutcome'))!;
    await eventually('the run', async () => {
      const { count } = await product().foundation.client.workflow.count(`${said} AND ${refused} AND ${ours()}`);
      return count === 1;
    });
  });
});
