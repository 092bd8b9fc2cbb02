import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Runtime } from '../domain/scripts/runtime';
import { hasPython } from '../../test/support/python';
import { createScriptRunner, type OpenScriptRunner } from './runner';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'scripts.md'), 'utf8');
const heading = '### One task in each runtime';

/** The first block of this language below the heading. */
function exampleIn(language: string): string {
  const [, section] = page.split(heading);
  const [, example] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section!) ?? [];
  return example!;
}

function hasJq(): boolean {
  try {
    execFileSync('jq', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the examples of docs/scripts.md', () => {
  let runner: OpenScriptRunner;
  beforeAll(async () => (runner = await createScriptRunner()));
  afterAll(() => runner.close());

  const languages: readonly (readonly [Runtime, string])[] = [
    ['node', 'js'],
    ...(hasPython ? [['python', 'python'] as const] : []),
    ...(hasJq() ? [['bash', 'bash'] as const] : []),
  ];
  if (!hasPython) it.skip('do their task in python: there is none', () => undefined);
  it.each(languages)('do their task in %s', async (runtime, language) => {
    const run = (cn: string) =>
      runner.run(
        {
          runId: `example-${process.pid}-${cn}`,
          runtime,
          mode: 'handler',
          name: 'example',
          source: { kind: 'text', content: exampleIn(language) },
          sha256: '',
          neighbours: [],
          context: { cn, daysLeft: 12 },
          params: {},
          secrets: {},
          settings: { strict: false, windows: false, reuse: false },
          lenientParams: false,
          limits: { timeoutSeconds: 30, memoryMiB: 512 },
          securityContext: 'service',
        },
        { signal: new AbortController().signal },
      );
    const outcome = await run('www.example');
    expect(outcome).toMatchObject({
      status: 'succeeded',
      stderr: '',
      sendEmail: true,
      result: { reviewer: 'pki-team' },
    });
    expect(outcome.events).toEqual([
      expect.objectContaining({
        source: 'Example',
        eventId: 4101,
        level: 'Warning',
        message: 'www.example expires in 12 days',
      }),
    ]);
    expect(await run('a.test.example')).toMatchObject({ status: 'succeeded', sendEmail: false });
  });
});
