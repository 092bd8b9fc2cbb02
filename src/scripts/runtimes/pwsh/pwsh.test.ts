import { readdirSync } from 'node:fs';
import { pwsh } from './pwsh';

const probe = {
  version: '7.6.9',
  library: '/tools/any/unix/pwsh.dll',
  program: '/opt/microsoft/powershell/7/pwsh',
  startsItself: true,
};
const answer = (some: object) => `${JSON.stringify({ ...probe, ...some })}\n`;

it('runs the program that answered', () =>
  expect(pwsh.readVersion(answer({}))).toEqual({ version: '7.6.9', command: ['/opt/microsoft/powershell/7/pwsh'] }));

it('runs what a launcher only finds, and tells jobs where .NET is', () =>
  expect(pwsh.readVersion(answer({ program: '/usr/lib/dotnet/dotnet' }))).toEqual({
    version: '7.6.9',
    command: ['/usr/lib/dotnet/dotnet', '/tools/any/unix/pwsh.dll'],
    environment: { DOTNET_ROOT: '/usr/lib/dotnet' },
  }));

it('reads the last line, whatever a system prints before it', () =>
  expect(pwsh.readVersion(`Welcome\n${answer({})}`)).toMatchObject({ version: '7.6.9' }));

it('keeps a command whose place is not told', () =>
  expect(pwsh.readVersion('{"version":"7.6.9"}')).toEqual({ version: '7.6.9' }));

it.each([
  [{ startsItself: false }, 'its own `pwsh` is not executable for this account: Start-Job will fail'],
  [{ version: '6.2.0' }, 'this version is too old: scripts need PowerShell 7'],
])('warns of %p', (some, note) => expect(pwsh.readVersion(answer(some))).toMatchObject({ note }));

it.each(['', 'pwsh: command not found', '[]', 'null', '{"version":7}', '{"version":"new"}'])(
  'takes %p for no answer',
  (text) => expect(pwsh.readVersion(text)).toBeNull(),
);

it('names programs that lie beside it', () =>
  expect(readdirSync(__dirname)).toEqual(expect.arrayContaining([...pwsh.programs!.names])));

it('puts nothing but paths into its arguments', () => {
  const paths = { work: '/w', request: '/q', result: '/r', events: '/e', script: '/s', programs: '/p' };
  expect(pwsh.argv(['pwsh'], paths).join(' ')).toBe(
    'pwsh -NoProfile -NonInteractive -File /p/host.ps1 -RequestFile /q -ScriptFile /s -ResultFile /r -EventFile /e',
  );
  expect(pwsh.serves!.argv(['dotnet', 'pwsh.dll'], { programs: '/p', socket: '/k' }).join(' ')).toBe(
    'dotnet pwsh.dll -NoProfile -NonInteractive -File /p/host.ps1 -Socket /k',
  );
});
