import { findPwsh, type Surroundings } from './find-pwsh';

const cached = '/home/me/.cache/certloom/pwsh-7.6.9/pwsh';

function find(env: Surroundings['env'], programs: readonly string[] = [], canInstall = true) {
  const there = new Set(programs);
  const install = jest.fn(() => canInstall && there.add(cached) !== undefined);
  const found = findPwsh({ env, home: '/home/me', isProgram: (file) => there.has(file), install });
  return { command: found?.command, installed: install.mock.calls };
}

it.each([
  ['dotnet /opt/pwsh.dll', ['dotnet', '/opt/pwsh.dll']],
  ['["/opt/my dotnet", "pwsh.dll"]', ['/opt/my dotnet', 'pwsh.dll']],
])('takes what CERTLOOM_PWSH says: %p', (given, command) =>
  expect(find({ CERTLOOM_PWSH: given, PATH: '/bin' }, ['/bin/pwsh'])).toEqual({ command, installed: [] }),
);

it('looks on the PATH, then into the cache', () => {
  const PATH = '/bin:relative:/usr/bin';
  expect(find({ PATH }, ['/usr/bin/pwsh', cached]).command).toEqual(['/usr/bin/pwsh']);
  expect(find({ PATH }, [cached, '/bin/dotnet'])).toEqual({ command: [cached], installed: [] });
});

it('installs it where there is only .NET', () =>
  expect(find({ PATH: '/bin' }, ['/bin/dotnet'])).toEqual({
    command: [cached],
    installed: [['/bin/dotnet', '/home/me/.cache/certloom/pwsh-7.6.9']],
  }));

it('finds none where an installation fails, and where there is nothing', () => {
  expect(find({ PATH: '/bin' }, ['/bin/dotnet'], false).command).toBeUndefined();
  expect(find({ PATH: '/bin', CERTLOOM_PWSH: ' ' })).toEqual({ command: undefined, installed: [] });
});
