import fc from 'fast-check';
import { createMarkedText } from './marked-text';

function reader() {
  const text = createMarkedText();
  let got = '';
  const begin = async (mark: string) => {
    got = '';
    let isSeen = false;
    void text.begin(mark, (chunk) => (got += chunk.toString())).then(() => (isSeen = true));
    return async () => {
      await Promise.resolve();
      return isSeen;
    };
  };
  return { write: (chunk: string) => text.write(Buffer.from(chunk)), end: text.end, begin, got: () => got };
}

it('gives a run what stands before its mark, and the next one what stands before the next', async () => {
  const { write, begin, got } = reader();
  const first = await begin('m1');
  write('one\n\nm1\n');
  expect([got(), await first()]).toEqual(['one\n', true]);
  const second = await begin('m2');
  write('two');
  expect([got(), await second()]).toEqual(['two', false]);
  write('\nm2\n');
  expect([got(), await second()]).toEqual(['two', true]);
});

it('drops what comes between two runs, and the mark of the one before', async () => {
  const { write, begin, got } = reader();
  write('nobody asked');
  await begin('m1');
  write('one\nm1\nlate');
  write('later still');
  await begin('m2');
  write('two\nm1\n\nm2\n');
  expect(got()).toBe('two\nm1\n');
});

it('gives text at once, but for what may be the beginning of the mark', async () => {
  const { write, begin, got, end } = reader();
  await begin('m1');
  write('line\n');
  expect(got()).toBe('line');
  write('next\nm');
  expect(got()).toBe('line\nnext');
  end();
  expect(got()).toBe('line\nnext\nm');
  write('too late');
  expect(got()).toBe('line\nnext\nm');
});

it('finds the mark wherever the stream was cut', () =>
  fc.assert(
    fc.asyncProperty(
      fc
        .string({ unit: fc.constantFrom('\n', 'm', '1', 'é', 'x') })
        .filter((text) => `${text}\nm1\n`.indexOf('\nm1\n') === text.length),
      fc.array(fc.nat(12), { maxLength: 20 }),
      async (said, cuts) => {
        const text = createMarkedText();
        const got: Buffer[] = [];
        let isSeen = false;
        void text.begin('m1', (chunk) => void got.push(Buffer.from(chunk))).then(() => (isSeen = true));
        const all = Buffer.from(`${said}\nm1\nnot of this run`);
        let at = 0;
        for (const cut of [...cuts, all.length]) {
          text.write(all.subarray(at, at + cut));
          at += cut;
        }
        await Promise.resolve();
        expect(isSeen).toBe(true);
        expect(Buffer.concat(got).toString()).toBe(said);
      },
    ),
  ));
