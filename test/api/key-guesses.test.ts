import { randomBytes } from 'node:crypto';
import { eventually } from '../acceptance/scene';
import { productOfFile } from '../support/product';

const product = productOfFile();
const guesses = 400;
const budget = 60;

const rows = () => product().foundation.db.collection('api_keys');
const answerTo = async (key: string) => (await product().call('get', '/me', key)).status;
const wrong = () => `guess-${randomBytes(12).toString('hex')}`;

async function guessAtOnce(count: number) {
  const before = process.cpuUsage();
  const guessed = Promise.all(Array.from({ length: count }, () => answerTo(wrong())));
  const right = await answerTo(product().adminKey);
  const statuses = await guessed;
  const { user, system } = process.cpuUsage(before);
  return { right, statuses, cpuMs: Math.round((user + system) / 1_000) };
}

const counted = (statuses: readonly number[], status: number) => statuses.filter((one) => one === status).length;

describe('wrong keys', () => {
  it('figure-F5 cost little, however many come at once, and the right one passes them', async () => {
    const { right, statuses, cpuMs } = await guessAtOnce(guesses);
    process.stdout.write(
      `figure-F5: ${guesses} wrong keys at once, ${cpuMs} ms of processor time with their clients\n`,
    );
    expect(right).toBe(200);
    expect([counted(statuses, 401), counted(statuses, 429)]).toEqual([budget, guesses - budget]);
  });

  it('figure-F6 do not keep the administrator out, also after a restart', async () => {
    await product.restart();
    await Promise.all(Array.from({ length: budget + 20 }, () => answerTo(wrong())));
    expect(await answerTo(wrong())).toBe(429);
    // One count for all that the process serves.
    const metrics = await fetch(`${product().api.url}/metrics`, { headers: { 'x-api-key': wrong() } });
    expect(metrics.status).toBe(429);
    expect(await answerTo(product().adminKey)).toBe(200);
  });

  it('figure-F5 are compared slowly only as often as the budget allows, where a row has no keyed digest yet', async () => {
    await product.restart();
    const ofAdministrator = { digest: /^scrypt:/ };
    await rows().updateOne(ofAdministrator, { $unset: { keyedDigest: '' } });
    const { statuses, cpuMs } = await guessAtOnce(guesses);
    process.stdout.write(`figure-F5: the same without a keyed digest, ${cpuMs} ms\n`);
    expect(counted(statuses, 401)).toBeLessThanOrEqual(budget);
    expect(counted(statuses, 401) + counted(statuses, 429)).toBe(guesses);

    await product.restart();
    const row = await rows().findOne(ofAdministrator);
    expect(row?.['keyedDigest']).toMatch(/^hmac:[0-9a-f]{16}:[0-9a-f]{16}:[A-Za-z0-9+/]{43}=$/);
    await eventually('the right key', async () => (await answerTo(product().adminKey)) === 200);
  });
});
