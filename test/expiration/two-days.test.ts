import { randomBytes } from 'node:crypto';
import { createClock, createExpirationScene, dayMs, hourMs, receiverAndProduct } from './scene';

// Two days around the night in which Berlin leaves daylight-saving time (2030-10-27, 01:00 UTC).
const clock = createClock('2030-10-26T01:07:00Z');
const { product, hook } = receiverAndProduct(clock);
const scene = createExpirationScene(product, clock);

const secret = `whsec_${randomBytes(24).toString('base64')}`;

interface Told {
  readonly uuid: string;
  readonly key: string;
}
const told = (path: string): Told[] =>
  hook()
    .calls.filter((call) => call.path === path)
    .map(({ body, headers }) => ({
      uuid: JSON.parse(body.toString('utf8')).data.objectUuid as string,
      key: headers['webhook-id'] as string,
    }));

it('48 hours with restarts, a worker that stands still, clock steps and the end of daylight-saving time', async () => {
  const profileAt = (path: string, rules: object) =>
    scene.profile({
      recipientType: 'none',
      channels: [{ type: 'webhook', url: hook().url.replace('/hook', path), secrets: [secret] }],
      ...rules,
    });
  const steps = ['P3D', 'P2D', 'P1D', 'PT12H'].map((before) => ({ before }));
  const stepped = await profileAt('/steps', { escalationSteps: steps });
  const once = await profileAt('/once', { repetitions: 1 });
  await scene.watchFor({ actions: [await scene.tells([stepped]), await scene.tells([once])] });

  // Ends spread over the days, so that steps are crossed at different hours.
  const ends = new Map<string, Date>();
  for (let index = 0; index < 12; index += 1) {
    const notAfter = clock.in(2 * dayMs + 30 * 60_000 + index * 5 * hourMs);
    ends.set(await scene.stored(notAfter), notAfter);
  }
  const looks: number[] = [];
  const look = async () => {
    looks.push(clock.now().getTime());
    await scene.scan();
  };
  const end = clock.in(2 * dayMs);

  for (let hour = 0; clock.now() <= end; hour += 1) {
    await look();
    if (hour === 5 || hour === 30) await product.restart();
    if (hour === 10) {
      // Nothing runs for three hours; the missed ones are caught up by one scan.
      await product().stop();
      clock.advance(3 * hourMs);
      await product.restart();
    }
    if (hour === 20) {
      // The clock is set back by two hours, runs, and is put right.
      clock.advance(-2 * hourMs);
      await look();
      await look();
      clock.advance(2 * hourMs);
    }
    if (hour === 25) clock.advance(40 * 60_000);
    clock.advance(hourMs);
  }

  const stepMs = [3 * dayMs, 2 * dayMs, dayMs, 12 * hourMs];
  for (const [uuid, notAfter] of ends) {
    // At each scan the current step is the smallest that is not below the time left.
    const current = looks.flatMap((at) => {
      const left = notAfter.getTime() - at;
      const reached = stepMs.filter((step) => step >= left);
      return left > 0 && reached.length > 0 ? [Math.min(...reached)] : [];
    });
    const entered = new Set(current).size;
    const keys = told('/steps')
      .filter((notice) => notice.uuid === uuid)
      .map(({ key }) => key);
    expect({ uuid, notices: keys.length, distinct: new Set(keys).size }).toEqual({
      uuid,
      notices: entered,
      distinct: entered,
    });
    expect(told('/once').filter((notice) => notice.uuid === uuid)).toHaveLength(1);
  }
}, 180_000);
