import { runRequest, runsInMemory } from '../../../test/support/script-runs';
import type { ScriptRunChunk } from '../../domain/scripts/run-record';
import { createFollowRuns, type RunNews } from './follow';

async function world() {
  const memory = runsInMemory();
  const { runId } = await memory.prepare.prepare(runRequest());
  const stored: ScriptRunChunk[] = [];
  const turns: (() => void)[] = [];
  const follow = createFollowRuns({
    runs: memory.runs,
    chunks: { behind: async (_run, seq) => stored.filter((chunk) => chunk.seq > seq).slice(0, 2) },
    wait: async () => turns.shift()?.(),
  });
  const print = (text: string, stream: ScriptRunChunk['stream'] = 'stdout') =>
    void stored.push({ seq: stored.length + 1, stream, text });
  return { ...memory, ...follow, runId, print, turns };
}

async function all(news: AsyncIterable<RunNews>): Promise<string[]> {
  const seen: string[] = [];
  for await (const one of news) seen.push(one.kind === 'output' ? one.chunk.text : one.kind);
  return seen;
}

it('tells each piece once, in order, and then the end', async () => {
  const { follow, runId, print, change, turns } = await world();
  print('a');
  turns.push(
    () => undefined,
    () => {
      for (const text of ['b', 'c', 'd']) print(text);
      change(runId, { status: 'succeeded' });
    },
  );
  expect(await all(follow(runId, 0, new AbortController().signal))).toEqual(['a', 'b', 'c', 'd', 'ended']);
  expect(await all(follow(runId, 3, new AbortController().signal))).toEqual(['d', 'ended']);
});

it('says now and then that a silent run goes on, and ends with its reader', async () => {
  const { follow, runId, turns } = await world();
  const reader = new AbortController();
  for (let index = 0; index < 31; index += 1) turns.push(() => undefined);
  turns.push(() => reader.abort());
  expect(await all(follow(runId, 0, reader.signal))).toEqual(['idle']);
});

it('puts the pieces together where a run has no record of its output', async () => {
  const { output, outputs, runId, print } = await world();
  for (const text of ['a', 'b', 'c']) print(text);
  print('e', 'stderr');
  expect(await output(runId)).toEqual({ stdout: 'abc', stderr: 'e', result: {} });
  outputs.set(runId, { stdout: 'whole', stderr: '', result: { a: 1 } });
  expect(await output(runId)).toMatchObject({ stdout: 'whole' });
});
