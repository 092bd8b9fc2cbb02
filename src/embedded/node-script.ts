import { type Command, runCommand } from './run-command';

/**
 * Runs a script in a Node process of its own and gives the JSON that it hands to `answer`. Downloads of libraries that
 * cannot be aborted, or that set up the engine's runtime for good, are done there.
 * @param args are `args` in the script, which is the body of an async function
 */
export async function runNodeScript<T>(
  body: string,
  args: readonly string[],
  options: Omit<Command, 'program' | 'args'>,
): Promise<T> {
  const mark = '\u0001answer:';
  const script = `const args = process.argv.slice(1);
const answer = (value) => process.stdout.write('\\n${mark}' + JSON.stringify(value) + '\\n');
(async () => {${body}})().then(() => process.exit(0), (error) => {
  process.stderr.write(String(error?.message ?? error).split('\\n')[0] + '\\n');
  process.exit(1);
});`;
  const output = await runCommand({ ...options, program: process.execPath, args: ['-e', script, '--', ...args] });
  const line = output.split('\n').find((candidate) => candidate.startsWith(mark));
  if (line === undefined) throw new Error('the download gave nothing');
  return JSON.parse(line.slice(mark.length)) as T;
}
