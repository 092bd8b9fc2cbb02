import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const load = createRequire(path.join(__dirname, '..', 'tools', 'test.js'));
const { merged } = load('./test-results') as { merged: (a: object, b?: object) => Record<string, unknown> };
const { compressFiles } = load('./console-compress') as { compressFiles: (folder: string) => void };
const { firstScreen } = load('./console-size') as {
  firstScreen: (folder: string) => { bytes: number; files: unknown[] };
};

const product = {
  numPassedTests: 5,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 1,
  success: true,
  testResults: [{}],
};

it('counts the tests of the console with those of the product, and files that could not be run', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const ofConsole = {
    numPassedTests: 3,
    numFailedTests: 1,
    success: false,
    testResults: [broken, { status: 'passed', assertionResults: [] }],
  };
  expect(merged(product, ofConsole)).toMatchObject({
    ...{ numPassedTests: 8, numFailedTests: 1, numRuntimeErrorTestSuites: 2, success: false },
    testResults: [{}, broken, {}],
  });
});

it('takes a run of the console that left no result for a failure', () =>
  expect(merged(product, undefined)).toMatchObject({ numPassedTests: 5, numFailedTests: 1, success: false }));

describe('a built console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-built-'));
  const text = 'export const text = "again and again and again";\n'.repeat(40);
  beforeAll(() => {
    mkdirSync(path.join(folder, 'assets'));
    mkdirSync(path.join(folder, '.vite'));
    for (const name of ['main', 'shared', 'overview', 'other'])
      writeFileSync(path.join(folder, 'assets', `${name}.js`), text);
    const manifest = {
      'index.html': { file: 'assets/main.js', imports: ['_shared.js'], dynamicImports: ['src/other.tsx'] },
      '_shared.js': { file: 'assets/shared.js' },
      'src/features/overview/overview.tsx': { file: 'assets/overview.js', imports: ['index.html'] },
      'src/other.tsx': { file: 'assets/other.js' },
    };
    writeFileSync(path.join(folder, '.vite', 'manifest.json'), JSON.stringify(manifest));
    compressFiles(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has each file compressed beside it', () => {
    const file = path.join(folder, 'assets', 'main.js');
    expect(brotliDecompressSync(readFileSync(`${file}.br`)).toString()).toBe(text);
    expect(gunzipSync(readFileSync(`${file}.gz`)).toString()).toBe(text);
  });

  it('counts for its first screen what is loaded before it, each file once', () => {
    const { bytes, files } = firstScreen(folder);
    expect(files).toHaveLength(3);
    expect(bytes).toBe(3 * readFileSync(path.join(folder, 'assets', 'main.js.gz')).length);
  });
});
