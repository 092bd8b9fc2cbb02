import path from 'node:path';
import { productOfFile } from '../support/product';

const product = productOfFile();
const call = (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args);
const wrong = "$context['A']\n[Runtime.InteropServices.Marshal]::PtrToStringAuto($p)\n";

it('lints a text without saving it, and says on what', async () => {
  const content = "$context['A']\nInvoke-RestMethod x -UseDefaultCredentials\n";
  const { body } = await call('post', '/scripts/lint').send({ content }).expect(200);
  expect(body).toMatchObject({ lint: [{ rule: 'PS004', severity: 'warning', line: 2 }], lintedBy: 'tokens' });
  expect((await call('get', '/scripts').expect(200)).body.items).toEqual([]);
});

it('refuses a text with errors unless they are allowed, and keeps the findings with the version', async () => {
  const script = { name: 'Letters', runtime: 'pwsh', content: wrong };
  const { body } = await call('post', '/scripts').send(script).expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/content', code: 'lint_error' }]);
  expect(body.detail).toContain('PS010, line 2');
  await call('post', '/scripts')
    .send({ ...script, allowLintErrors: true })
    .expect(201);
  const { body: version } = await call('get', '/scripts/Letters/versions/1').expect(200);
  expect(version).toMatchObject({ lint: [{ rule: 'PS010', line: 2 }], lintedBy: 'tokens' });
});

it('shows the param block, and takes a script that was only warned of', async () => {
  const content = 'param([Parameter(Mandatory)][string]$Name, [int]$Days = 30)\ncertutil $Name\n';
  const script = { name: 'Step', runtime: 'pwsh', categories: ['workflow'], content };
  const { body } = await call('post', '/scripts').send(script).expect(201);
  expect(body.version.paramBlock).toEqual([
    { name: 'Name', type: 'string', mandatory: true, default: null },
    { name: 'Days', type: 'int', mandatory: false, default: '30' },
  ]);
  expect(body.version.lint.map(({ rule }: { rule: string }) => rule)).toEqual(['PS008', 'PS002']);
});

it('knows what shared scripts define, also in texts that are not saved', async () => {
  const shared = { name: 'Directory', runtime: 'pwsh', categories: ['shared'], content: 'function Get-ADUser { }' };
  await call('post', '/scripts').send(shared).expect(201);
  const { body } = await call('post', '/scripts/lint').send({ content: '$context\nGet-ADUser x' }).expect(200);
  expect(body.lint).toEqual([]);
});

describe('with a worker that has pwsh', () => {
  const standIn = path.join(__dirname, '../support/pwsh-stand-in.js');
  const other = productOfFile(() => ({ env: { CERTLOOM_PWSH: JSON.stringify([process.execPath, standIn]) } }));

  it('is linted on the syntax tree, in a run of which nothing is left', async () => {
    const { body } = await other().call('post', '/scripts/lint').send({ content: 'a\n}{\n' }).expect(200);
    expect(body).toMatchObject({ lint: [{ rule: 'PS009', line: 2, severity: 'error' }], lintedBy: 'syntax' });
    expect((await other().call('get', '/script-runs').expect(200)).body.items).toEqual([]);
    const script = { name: 'Broken', runtime: 'pwsh', content: '}{' };
    expect((await other().call('post', '/scripts').send(script).expect(422)).body.detail).toContain('PS009, line 1');
  });
});
