import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The release that the cases were made on. */
const release = '7.6.9';

/** Arguments that start PowerShell, and where they come from. */
export interface FoundPwsh {
  readonly command: readonly string[];
  readonly from: string;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  isProgram(file: string): boolean;
  /** Installs the tool into a folder; false when that failed. */
  install(dotnet: string, folder: string): boolean;
}

/**
 * PowerShell by `CERTLOOM_PWSH` (a JSON list or words), on the PATH, in the cache of this account, or installed there
 * through the .NET SDK; undefined when there is none.
 */
export function findPwsh({ env, home, isProgram, install }: Surroundings = realSurroundings): FoundPwsh | undefined {
  const given = env['CERTLOOM_PWSH']?.trim() ?? '';
  if (given !== '') return { command: wordsOf(given), from: 'CERTLOOM_PWSH' };
  const onPath = (name: string) =>
    (env['PATH'] ?? '')
      .split(':')
      .filter((folder) => path.isAbsolute(folder))
      .map((folder) => path.join(folder, name))
      .find(isProgram);

  const pwsh = onPath('pwsh');
  if (pwsh !== undefined) return { command: [pwsh], from: 'PATH' };
  const cache = path.join(env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'certloom', `pwsh-${release}`);
  const cached = path.join(cache, 'pwsh');
  if (isProgram(cached)) return { command: [cached], from: cache };
  const dotnet = onPath('dotnet');
  if (dotnet === undefined || !install(dotnet, cache) || !isProgram(cached)) return undefined;
  return { command: [cached], from: `${cache}, installed just now` };
}

export function wordsOf(text: string): readonly string[] {
  return text.startsWith('[') ? (JSON.parse(text) as string[]) : text.split(/\s+/);
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const realSurroundings: Surroundings = {
  env: process.env,
  home: homedir(),
  isProgram,
  install(dotnet, folder) {
    mkdirSync(folder, { recursive: true });
    const args = ['tool', 'install', '--tool-path', folder, 'PowerShell', '--version', release];
    console.log(`dotnet ${args.join(' ')}`);
    const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
    const { status } = spawnSync(dotnet, args, { stdio: 'inherit', timeout: 600_000, env });
    if (status !== 0) return false;
    // Jobs start this one, which the package brings without the right for everyone.
    for (const file of nativePrograms(folder)) spawnSync('chmod', ['a+x', file]);
    return true;
  },
};

function nativePrograms(folder: string): readonly string[] {
  const store = path.join(folder, '.store');
  if (!existsSync(store)) return [];
  const found = execFileSync('find', [store, '-path', '*/unix/pwsh', '-type', 'f'], { encoding: 'utf8' });
  return found.split('\n').filter((file) => file !== '');
}
