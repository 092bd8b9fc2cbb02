import { expect, it } from 'vitest';
import type { FlowType } from './flow';
import { marksOf, placeOf, problemsOf } from './problems';
import { kinds, row, stepOf } from './testing';
import { completed, fitting, tokensFor, typedToken } from './tokens';

const type = { variables: [{ name: 'certificate.cn', meaning: 'Common name' }] } as unknown as FlowType;
const steps = [
  stepOf('Start', 'start', { continue: 'Ask' }),
  stepOf('Ask', 'rest_request', { continue: 'Renew', onError: 'Tell' }, { resultVariable: 'answer' }),
  stepOf('Renew', 'renew_certificate', { continue: 'Tell' }),
  stepOf('Tell', 'email', { continue: 'End' }),
  stepOf('Later', 'rest_request', {}, { resultVariable: 'later' }),
  stepOf('Hold', 'wait', {}, { hookVariable: 'hook' }),
];
const names = (step: string) => tokensFor(step, steps, type, kinds).map(({ name }) => name);

it('offers what the type knows, what steps before it leave, and addresses of hooks', () => {
  expect(names('Tell')).toEqual([
    ...['certificate.cn', 'answer', 'newThumbprint', 'hook', 'error.code', 'error.message', 'error.step'],
  ]);
  expect(names('Start')).toEqual(['certificate.cn', 'hook']);
});

it.each([
  ['Hello $(cer', 11, { from: 6, part: 'cer' }],
  ['$(', 2, { from: 0, part: '' }],
  ['$(a) b', 6, undefined],
  ['$$(a', 4, undefined],
  ['plain', 3, undefined],
])('%j at %i has %j being typed', (text, caret, typed) => expect(typedToken(text, caret)).toEqual(typed));

it('puts names that begin so first', () => {
  const tokens = ['owner.name', 'name', 'x'].map((name) => ({ name, meaning: '' }));
  expect(fitting(tokens, 'NA').map(({ name }) => name)).toEqual(['name', 'owner.name']);
});

it.each([
  ['a $(ce b', 6, 'certificate.cn', 'a $(certificate.cn) b', 19],
  ['$(ce)', 4, 'certificate.cn', '$(certificate.cn)', 17],
  ['ab', 1, 'now', 'a$(now)b', 7],
  ['', 0, 'metadata:', '$(metadata:)', 11],
])('%j at %i takes %s', (text, caret, name, after, at) =>
  expect(completed(text, caret, name)).toEqual({ text: after, caret: at }),
);

it('tells problems by their steps', () => {
  const problems = problemsOf(
    {
      errors: [
        { pointer: '/draft/steps/1/settings/subject', detail: 'a' },
        { pointer: '/keys', detail: 'b' },
      ],
      warnings: [
        { pointer: '/steps/1', detail: 'c' },
        { pointer: '/steps/2/outputs/continue', detail: 'd' },
      ],
    },
    row,
  );
  expect(problems.map(({ step }) => step)).toEqual(['Mail', undefined, 'Mail', 'Wait']);
  expect(problems.map(placeOf)).toEqual(['subject', 'keys', '', 'outputs › continue']);
  expect([...marksOf(problems)]).toEqual([
    ['Mail', 'error'],
    ['Wait', 'warning'],
  ]);
});
