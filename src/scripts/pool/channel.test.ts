import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openChannel, type Channel, type RunLine, type Answer } from './channel';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-channel-'));
const socketPath = path.join(folder, 'socket');
const run: RunLine = { request: 'q', script: 's', result: 'r', events: 'e', environment: { A: 'b' }, mark: 'm-1' };

let channel: Channel;
let peer: Socket;
beforeEach(async () => {
  channel = await openChannel(socketPath);
  peer = connect(socketPath);
  await channel.connected;
});
afterEach(() => {
  channel.close();
  peer.destroy();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The answer with all that was to come. */
async function told(asked: Promise<Answer | null>) {
  const answered = await asked;
  return answered && { ...answered, isClean: await answered.isClean };
}

/** Answers the next line with these pieces. */
async function answer(...pieces: readonly string[]): Promise<string> {
  const [line] = (await once(peer, 'data')) as [Buffer];
  for (const piece of pieces) {
    peer.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return line.toString();
}

it('sends a run as one line, and takes the answer in whatever pieces it comes', async () => {
  const asked = channel.ask(run);
  const line = await answer('{"done":"m-1",', '"clean":true}', '\n');
  expect(line).toBe(`${JSON.stringify(run)}\n`);
  await expect(told(asked)).resolves.toEqual({ isClean: true });

  const again = channel.ask({ ...run, mark: 'm-2' });
  await answer('{"done":"m-2","clean":false}\n');
  await expect(told(again)).resolves.toEqual({ isClean: false });
});

it.each([
  ['behind the answer', ['{"done":"m-1","report":"{}"}\n', '{"done":"m-1","clean":true}\n'], true],
  ['together with the answer', ['{"done":"m-1","report":"{}"}\n{"done":"m-1","clean":true}\n'], true],
  ['for another run', ['{"done":"m-1","report":"{}"}\n', '{"done":"m-2","clean":true}\n'], false],
  ['and goes on', ['{"done":"m-1","report":"{}"}\n{"done":"m-1","clean":true}\n{"done":"m-1"}\n'], true],
])('takes a line that says %s whether the process is clean', async (_what, pieces, isClean) => {
  const asked = channel.ask(run);
  await answer(...pieces);
  await expect(told(asked)).resolves.toEqual({ report: '{}', isClean });
});

it('takes a process for one that is not clean when it goes away before it has said so', async () => {
  const asked = channel.ask(run);
  await answer('{"done":"m-1"}\n');
  const first = await asked;
  peer.destroy();
  expect(await first!.isClean).toBe(false);
  expect(await channel.ask(run)).toBeNull();
});

it.each([
  ['names another run', '{"done":"m-2","clean":true}\n'],
  ['says something else of whether it is clean', '{"done":"m-1","clean":1}\n'],
  ['is no JSON', 'done\n'],
  ['is no object', 'null\n'],
  ['has no end', 'x'.repeat(130 * 1024)],
])('takes an answer that %s for none', async (_what, text) => {
  const asked = channel.ask(run);
  await answer(text);
  await expect(asked).resolves.toBeNull();
});

it('has no answer when the process goes away in the middle of it', async () => {
  const asked = channel.ask(run);
  await answer('{"done":"m-1"');
  peer.destroy();
  await expect(asked).resolves.toBeNull();
  await expect(channel.ask(run)).resolves.toBeNull();
});

it('trusts no process that speaks without being asked', async () => {
  peer.write('{"done":"m-1","clean":true}\n');
  await once(peer, 'close');
  await expect(channel.ask(run)).resolves.toBeNull();
});

it('lets nobody else connect, and leaves no socket behind', async () => {
  expect(existsSync(socketPath)).toBe(false);
  const late = connect(socketPath);
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ENOENT');
});

it('tells the process that it is not needed any more', async () => {
  channel.close();
  await once(peer, 'end');
});

it('waits for nobody once it is closed', async () => {
  const lonely = await openChannel(`${socketPath}-2`);
  lonely.close();
  await expect(lonely.connected).rejects.toThrow('nobody connected');
  await expect(lonely.ask(run)).resolves.toBeNull();
  expect(existsSync(`${socketPath}-2`)).toBe(false);
});
