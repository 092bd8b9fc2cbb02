import { createInsistent } from './insistent';

function world() {
  const faults: unknown[] = [];
  const waits: number[] = [];
  const insist = createInsistent({
    onFault: (error) => void faults.push(error),
    wait: async (ms) => void waits.push(ms),
  });
  return { insist, faults, waits };
}

const turns = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

it('does its work once when nothing is wrong', async () => {
  const { insist, faults } = world();
  let done = 0;
  insist(async () => void (done += 1));
  await turns();
  expect([done, faults]).toEqual([1, []]);
});

it('does it again after a fault, ever later, and tells the first fault only', async () => {
  const { insist, faults, waits } = world();
  let attempts = 0;
  insist(async () => {
    attempts += 1;
    if (attempts < 4) throw new Error(`away ${attempts}`);
  });
  await turns();
  expect(attempts).toBe(4);
  expect(faults).toEqual([new Error('away 1')]);
  expect(waits).toEqual([500, 1_000, 2_000]);
});

it('gives up at last', async () => {
  const { insist, waits } = world();
  let attempts = 0;
  insist(async () => {
    attempts += 1;
    throw new Error('away');
  });
  await turns();
  expect(attempts).toBe(waits.length);
  expect(waits.length).toBeLessThan(20);
});
