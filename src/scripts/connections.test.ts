import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Runtime } from '../domain/scripts/runtime';
import { scriptJob } from '../../test/support/script-job';
import { createScriptRunner, type OpenScriptRunner } from './runner';

let folder: string;
let runner: OpenScriptRunner;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'certloom-connections-test-'));
  runner = await createScriptRunner({ folder });
});
afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true });
});

const given = {
  connections: {
    tickets: { baseUrl: 'https://tickets.example', headers: { authorization: 'Bearer tok-4711-x' }, ca: null },
  },
  masked: ['tok-4711-x'],
};
const texts: Readonly<Partial<Record<Runtime, string>>> = {
  node: `export default async ({ connections: { tickets } }) => {
    console.log(tickets.headers.authorization);
    return { url: tickets.baseUrl, letters: tickets.headers.authorization.length };
  };`,
  python: `import json, os
tickets = json.load(open(os.environ['CERTLOOM_INPUT']))['connections']['tickets']
print(tickets['headers']['authorization'])
json.dump({'url': tickets['baseUrl'], 'letters': len(tickets['headers']['authorization'])}, open(os.environ['CERTLOOM_RESULT'], 'w'))`,
};

it.each(Object.keys(texts) as Runtime[])(
  'gives a script its connections and masks what is secret of them: %s',
  async (runtime) => {
    const { signal } = new AbortController();
    const outcome = await runner.run(scriptJob(runtime, texts[runtime]!, given), { signal });
    expect(outcome).toMatchObject({
      ...{ status: 'succeeded', stdout: 'Bearer ***\n', result: { url: 'https://tickets.example', letters: 17 } },
    });
  },
);
