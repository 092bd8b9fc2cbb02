import { expect, it } from 'vitest';
import { mergeOf } from '../../../shared/forms/merge';
import { diffOf, diffText, wayDiffs } from './diff';
import { fromMembers, toMembers } from './merge-members';
import { flowWith, kinds, row, stepOf } from './testing';

const after = [
  row[0]!,
  stepOf('Mail', 'email', { continue: 'Ask', onError: 'End' }, { subject: 'new' }),
  stepOf('Ask', 'wait', { continue: 'End' }),
  row[3]!,
];

it('tells steps that are new, gone and changed, with their members', () => {
  const diffs = diffOf(row, after);
  expect(diffs.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    ...['Start same', 'Mail changed', 'Wait removed', 'End same', 'Ask added'],
  ]);
  expect(diffs[1]?.members).toEqual([
    { path: 'settings/subject', before: '', after: 'new' },
    { path: 'outputs/continue', before: 'Wait', after: 'Ask' },
  ]);
  expect(diffText(diffs)).toBe('Steps: 1 added, 1 removed, 1 changed');
  expect(diffText(diffOf(row, row))).toBe('No step differs');
});

it('tells ways that are new and gone', () => {
  const ways = wayDiffs(row, after, kinds).map(({ from, to, kind }) => `${from} ${to} ${kind}`);
  expect(ways).toEqual(
    expect.arrayContaining([
      'Mail Wait removed',
      'Mail Ask added',
      'Mail End same',
      'Start Mail same',
      'Ask End added',
    ]),
  );
});

it('merges what two people did to different steps without asking', () => {
  const base = flowWith(row, { places: [{ step: 'End', x: 0, y: 0 }] });
  const mine = { ...base, steps: base.steps.map((step) => (step.uniqueName === 'Mail' ? after[1]! : step)) };
  const theirs = {
    ...base,
    steps: [...base.steps, after[2]!],
    canvas: { ...base.canvas, places: [{ step: 'End', x: 9, y: 9 }] },
  };
  const { merged, conflicts } = mergeOf(toMembers(base), toMembers(mine), toMembers(theirs));
  expect(conflicts).toEqual([]);
  const flow = fromMembers(merged);
  expect(flow.steps.map(({ uniqueName }) => uniqueName).sort()).toEqual(['Ask', 'End', 'Mail', 'Start', 'Wait']);
  expect(flow.steps.find(({ uniqueName }) => uniqueName === 'Mail')?.settings['subject']).toBe('new');
  expect(flow.canvas.places).toEqual([{ step: 'End', x: 9, y: 9 }]);
  expect(fromMembers(toMembers(base))).toEqual(base);
});
