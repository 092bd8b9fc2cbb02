import { gzipSync } from 'node:zlib';
import { createScriptLinter, type TextToLint } from './linter';

const shared = [{ name: 'Common', content: 'function Get-ADUser { }' }];
const scripts = { shared: async () => shared };
const settings = { strict: false, windows: false, reuse: false };
const text = (content: string, runtime: TextToLint['runtime'] = 'pwsh'): TextToLint => ({
  ...{ runtime, content },
  script: { categories: ['handler'], parameters: [], ...settings },
});

it('works on the syntax tree that a worker gives, and knows the param block by it', async () => {
  const tree = { nodes: [['variable', 1, 'context']], errors: [[3, 'No.']], parameters: [['A', 'int', false, '5']] };
  const packed = gzipSync(JSON.stringify(tree)).toString('base64');
  const lint = createScriptLinter({ scripts, syntaxOf: async () => packed });
  expect(await lint(text('$context'))).toEqual({
    lint: [expect.objectContaining({ rule: 'PS009', line: 3 })],
    lintedBy: 'syntax',
    paramBlock: [{ name: 'A', type: 'int', mandatory: false, default: '5' }],
  });
});

it.each([undefined, 'no tree', gzipSync('{"nodes":[[]]}').toString('base64')])(
  'works on tokens where nobody answers, or with what is no tree: %j',
  async (answer) => {
    const lint = createScriptLinter({ scripts, syntaxOf: async () => answer });
    expect(await lint(text('param($x)\ncertutil'))).toMatchObject({ lintedBy: 'tokens', paramBlock: [{ name: 'x' }] });
  },
);

it('knows what shared scripts define', async () => {
  const lint = createScriptLinter({ scripts });
  const { lint: findings } = await lint(text('$context\nGet-ADUser x\nGet-ADGroup y'));
  expect(findings.map(({ line, rule }) => `${line} ${rule}`)).toEqual(['3 PS002']);
});

it('looks for secrets in scripts of other runtimes', async () => {
  const lint = createScriptLinter({ scripts });
  expect(await lint(text("password='Sommer2024!'", 'bash'))).toMatchObject({
    lint: [{ rule: 'PS007', line: 1 }],
    ...{ lintedBy: 'tokens', paramBlock: null },
  });
});
