import { foundIn, lintSamples } from '../../../../test/pwsh/lint/samples';
import { leastCpuMs } from '../../../../test/support/cpu-time';
import { modelOfTokens } from '../powershell/token-model';
import { lintPwsh, mostFindings } from './lint';
import { missingCommands } from './missing-commands';
import type { LintContext } from './rule';
import { secretFindings } from './secrets';

const samples = lintSamples();
const plain: LintContext = {
  ...{ categories: ['handler'], parameters: [], shared: new Set() },
  ...{ strict: false, windows: false, reuse: false },
};
const rulesOf = (text: string, context: Partial<LintContext> = {}) =>
  lintPwsh(modelOfTokens(text), { ...plain, ...context }).map(({ rule, line }) => `${line} ${rule}`);

it.each(samples.map((sample) => ({ ...sample, toString: () => sample.name })))(
  '$name has the findings that stand beside it',
  (sample) => expect(foundIn(sample, modelOfTokens(sample.content))).toEqual(sample.findings),
);

it('has a sample for each rule but the one of the parser', () => {
  const seen = new Set(samples.flatMap(({ findings }) => findings.map((one) => one.split(' ')[1])));
  const rules = Array.from({ length: 25 }, (_, at) => `PS${String(at + 1).padStart(3, '0')}`);
  expect(rules.filter((rule) => !seen.has(rule))).toEqual(['PS009']);
});

it('says what to write instead in every finding', () => {
  for (const { content, context } of samples) {
    for (const { message, instead, line } of lintPwsh(modelOfTokens(content), context)) {
      expect(message).not.toMatch(/\.$/);
      expect(instead).toMatch(/\S\.$/);
      expect(line).toBeLessThanOrEqual(content.split('\n').length);
    }
  }
});

it('S16: -UseDefaultCredentials, C:\\ and Send-MailMessage are PS004, PS005 and PS006 with their lines', () => {
  const lines = rulesOf(
    "$a = $context['A']\nInvoke-RestMethod -Uri $a -UseDefaultCredentials\n'x' | Out-File C:\\x.txt\nSend-MailMessage @a\n",
  );
  expect(lines).toEqual(['2 PS004', '3 PS005', '4 PS006']);
});

it('tells errors of the parser, which nothing but a syntax tree knows', () => {
  const model = { ...modelOfTokens('$context'), parseErrors: [{ line: 1, message: 'Missing closing brace.' }] };
  expect(lintPwsh(model, plain)).toMatchObject([
    { rule: 'PS009', severity: 'error', message: 'Missing closing brace' },
  ]);
});

it('takes commands that the script or a shared one defines for what they are', () => {
  expect(rulesOf('$context\nGet-ADUser x')).toEqual(['2 PS002']);
  expect(rulesOf('function Get-ADUser {}\n$context\nGet-ADUser x')).toEqual([]);
  expect(rulesOf('$context\nGet-ADUser x', { shared: new Set(['get-aduser']) })).toEqual([]);
});

it('does not know DSC', () => expect(rulesOf('$context\nconfiguration Web { }')).toEqual(['2 PS020']));

it('says so much and no more, errors first', () => {
  const many = lintPwsh(modelOfTokens(`${'certutil\n'.repeat(500)}[X]::PtrToStringAuto($context)`), plain);
  expect(many).toHaveLength(mostFindings);
  expect(many.at(-1)).toMatchObject({ rule: 'PS010', line: 501 });
});

it('has every command that is missing, once each, but for the two with a shim', () => {
  expect(missingCommands.size).toBe(1_512);
  expect(missingCommands.get('get-wmiobject')).toBe('Microsoft.PowerShell.Management');
  expect(missingCommands.get('restore-caroleservice')).toBe('ADCSAdministration/ADCSDeployment');
  expect(missingCommands.has('write-eventlog')).toBe(false);
});

describe('secrets in texts of other runtimes', () => {
  it.each([
    ["const password = 'Sommer2024!';", 1],
    ['export API_KEY="k-0123456789"', 1],
    ['headers = {"Authorization": "Bearer abcdefghijklmnop"}', 1],
    ['# AKIAABCDEFGHIJKLMNOP', 1],
    ['const password = secrets.smtp;', 0],
    ['password = os.environ["PASSWORD"]', 0],
    ["const tokenUrl = 'https://example.org/token';", 0],
    ["const password = '<the password>';", 0],
  ])('%s: %d', (text, count) =>
    expect(secretFindings(`\n${text}`).map(({ line }) => line)).toEqual(Array(count).fill(2)),
  );
});

const hostile = [
  "'eyJ-",
  'Out-String;',
  '-Confirm ',
  "$password='xxxx';",
  'Format-Table|',
  '[A]::B ',
  '@{a=$_;',
  '$x.expir',
  "'Password=",
  'function ',
];
// One second on a fair machine; what grows with the square of its input takes minutes on any.
it.each(hostile)('a megabyte of %j takes less than ten seconds of the processor', (piece) => {
  const text = piece.repeat(Math.ceil((1024 * 1024) / piece.length));
  expect(leastCpuMs(() => void lintPwsh(modelOfTokens(text), plain), 2)).toBeLessThan(10_000);
});
