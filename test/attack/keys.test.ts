import { randomBytes } from 'node:crypto';
import { productOfFile } from '../support/product';
import { say, watched } from './watch';

const product = productOfFile();
const guesses = 400;
/** Of wrong keys a minute. */
const budget = 60;

const answerTo = async (key: string) => (await product().call('get', '/me', key)).status;
const wrong = () => `guess-${randomBytes(12).toString('hex')}`;

it('figure-F5 four hundred wrong keys at once cost no slow hashing, hold up nobody, and let the right key through', async () => {
  const before = process.cpuUsage();
  const strain = await watched(() =>
    Promise.all([...Array.from({ length: guesses }, () => answerTo(wrong())), answerTo(product().adminKey)]),
  );
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000;
  const refused = strain.result.filter((status) => status === 429).length;
  const more = `${cpuMs.toFixed(0)} ms of processor time with their clients, ${refused} times 429`;
  say(`figure-F5 ${guesses} wrong keys at once`, strain, more);
  expect(strain.result.at(-1)).toBe(200);
  expect(refused).toBe(guesses - budget);
  // It was 34 s when each key was hashed slowly.
  expect(cpuMs).toBeLessThan(10_000);
});
