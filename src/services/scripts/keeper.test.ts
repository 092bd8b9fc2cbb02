import { storedScript } from '../../../test/support/script';
import type { LintFinding, ScriptUser } from '../../domain/scripts/script';
import { createScriptKeeper, sha256Of, type ScriptFields } from './keeper';

let findings: LintFinding[] = [];
let users: ScriptUser[] = [];
const keeper = createScriptKeeper({
  secrets: { byName: async (name) => (name === 'smtp' ? ({ name } as never) : undefined) },
  hasConnection: async (name) => name === 'tickets',
  lint: async () => ({ lint: findings, lintedBy: 'tokens', paramBlock: null }),
  usersOf: async () => users,
  runtimesOfWorkers: async () => ['bash'],
  now: () => new Date('2031-01-01T00:00:00Z'),
});
beforeEach(() => {
  findings = [];
  users = [];
});

const fields: ScriptFields = {
  ...{ categories: ['workflow', 'handler'], description: 'x', parameters: [], secrets: ['b', 'a', 'b'] },
  connections: [],
  ...{ limits: { timeoutSeconds: 5, memoryMiB: 64 }, lock: null, repeatable: false },
};
const error: LintFinding = { rule: 'PS010', severity: 'error', line: 2, message: 'm', instead: 'i' };
const stored = storedScript({}, { content: 'true\n', sha256: sha256Of('true\n') });

it('makes version 1 of a new script, and leaves out what is no part of it', async () => {
  const request = { ...fields, name: 'Ops', runtime: 'bash' as const, content: 'x', allowLintErrors: true };
  const script = await keeper.planNew(request, { content: 'echo\n' }, 'kim');
  expect(script).toMatchObject({ name: 'Ops', categories: ['handler', 'workflow'], secrets: ['a', 'b'], revision: 1 });
  expect(script).not.toHaveProperty('content');
  expect(script.version).toMatchObject({ number: 1, author: 'kim', sha256: sha256Of('echo\n'), lintedBy: 'tokens' });
});

it('gives another text or setting the next version, and keeps the version where only the rest changes', async () => {
  const rewritten = await keeper.planChange(stored, {}, { content: 'false\n', comment: 'why' }, 'kim');
  expect(rewritten).toMatchObject({ currentVersion: 2, revision: 2, version: { number: 2, comment: 'why' } });
  const described = await keeper.planChange(stored, { description: 'other' }, {}, 'kim');
  expect(described).toMatchObject({ currentVersion: 1, revision: 2, description: 'other', version: stored.version });
  const pwsh = storedScript({ runtime: 'pwsh' }, { sha256: sha256Of('true\n') });
  expect((await keeper.planChange(pwsh, {}, { strict: true }, 'kim')).version).toMatchObject({
    number: 2,
    strict: true,
  });
});

it('is the same script again where nothing is another one', async () => {
  expect(await keeper.planChange(stored, { description: '', limits: { ...stored.limits } }, {}, 'kim')).toBe(stored);
  expect(await keeper.planChange(stored, {}, { content: 'true\n', comment: 'again' }, 'kim')).toBe(stored);
});

it('refuses a text that the linter has errors for, unless they are allowed', async () => {
  findings = [error];
  await expect(keeper.planChange(stored, {}, { content: 'no\n' }, 'kim')).rejects.toMatchObject({
    code: 'validation_failed',
    more: { errors: [{ pointer: '/content', code: 'lint_error', detail: 'PS010, line 2: m. i' }] },
  });
  const allowed = await keeper.planChange(stored, {}, { content: 'no\n', allowLintErrors: true }, 'kim');
  expect(allowed.version.lint).toEqual([error]);
});

it('refuses settings of other runtimes, texts that are too long or no text, and names of paths', async () => {
  const codes = async (work: Promise<unknown>) =>
    work.then(
      () => [],
      (thrown: { more: { errors: { code: string }[] } }) => thrown.more.errors.map(({ code }) => code),
    );
  expect(await codes(keeper.planChange(stored, {}, { reuse: true, windows: true }, 'kim'))).toEqual([
    'not_of_runtime',
    'not_of_runtime',
  ]);
  expect(await codes(keeper.planChange(stored, {}, { content: 'é'.repeat(600_000) }, 'kim'))).toEqual(['too_long']);
  expect(await codes(keeper.planChange(stored, {}, { content: 'a\0b' }, 'kim'))).toEqual(['not_text']);
  const named = { ...fields, name: 'Lint', runtime: 'bash' as const };
  expect(await codes(keeper.planNew(named, { content: '' }, 'kim'))).toEqual(['reserved_name']);
  const twins = ['Days', 'days'].map((name) => ({ name, description: '', required: false }));
  expect(await codes(keeper.planChange(stored, { parameters: twins }, {}, 'kim'))).toEqual(['duplicate']);
});

it('keeps a category that something needs', async () => {
  users = [{ kind: 'alert', uuid: 'a', name: 'Expiring', needs: 'handler' }];
  await expect(keeper.planChange(stored, { categories: ['workflow'] }, {}, 'kim')).rejects.toMatchObject({
    code: 'in_use',
    more: { extra: { usedBy: [{ kind: 'alert', uuid: 'a', name: 'Expiring' }] } },
  });
  users = [{ ...users[0]!, needs: 'workflow' }];
  expect(await keeper.planChange(stored, { categories: ['workflow'] }, {}, 'kim')).toMatchObject({
    categories: ['workflow'],
  });
});

it('warns of secrets that are not there, of a runtime that no worker has, and of line ends that bash cannot take', async () => {
  const warned = async (...args: Parameters<typeof storedScript>) =>
    (await keeper.warningsOf(storedScript(...args))).map(({ pointer, code }) => `${pointer} ${code}`);
  expect(await warned({ secrets: ['smtp', 'gone'] })).toEqual(['/secrets/1 unknown_secret']);
  expect(await warned({ runtime: 'python' })).toEqual(['/runtime runtime_unavailable']);
  expect(await warned({}, { content: 'echo\r\n' })).toEqual(['/content carriage_returns']);
});
