import path from 'node:path';
import { readCases } from './cases';

const cases = readCases(path.join(__dirname, 'cases'));

it('reads every case', () => expect(cases).toHaveLength(56));

it('makes a run of what a case says', () => {
  const { job, expected } = cases.find(({ name }) => name === 'f15-strict')!;
  expect(job).toMatchObject({ mode: 'handler', settings: { strict: true, windows: false }, name: 'script' });
  expect(job.source).toEqual({ kind: 'text', content: 'Get-Item /nope\n"after"\n' });
  expect(expected.error).toMatchObject({ line: 1 });
});

it('puts other files of a case beside its script', () => {
  const names = cases.flatMap(({ job }) => job.neighbours.map(({ name }) => name));
  expect(names.sort()).toEqual(['helper.psm1', 'shared_helpers.ps1']);
});

it.each(cases.map(({ name, expected }) => [name, expected]))('%s expects something', (_name, expected) =>
  expect(Object.keys(expected).length).toBeGreaterThan(0),
);
