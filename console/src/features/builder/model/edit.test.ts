import { expect, it } from 'vitest';
import { copiedOf, copy, paste } from './clipboard';
import { addStep, connect, move, remove, rename } from './edit';
import { freeName } from './flow';
import { flowWith, kinds, row, stepOf } from './testing';
import { waysOf } from './ways';

const outputs = (flow: ReturnType<typeof flowWith>) =>
  Object.fromEntries(flow.steps.map(({ uniqueName, outputs: own }) => [uniqueName, own]));
const branch = stepOf('Which', 'branch', {}, { branches: [{ conditions: [], to: 'Mail' }], else: 'End' });

it.each([
  ['Send E-mail', [], 'SendEMail'],
  ['Wait for Signal/Condition', ['WaitForSignalCondition'], 'WaitForSignalCondition2'],
  ['✉', [], 'Step'],
])('%s among %j is called %s', (title, taken, name) => expect(freeName(title, taken)).toBe(name));

it('puts a new step into the way that leads out of the chosen one', () => {
  const flow = flowWith(row);
  const way = waysOf(flow.steps[0]!, kinds.get('start'))[0]!;
  const { flow: after, name } = addStep(flow, kinds.get('rest_request')!, { x: 1.4, y: 2 }, way);
  expect(name).toBe('InvokeRESTRequest');
  expect(outputs(after)).toMatchObject({ Start: { continue: name }, [name]: { continue: 'Mail' } });
  expect(after.canvas.places).toEqual([{ step: name, x: 1, y: 2 }]);
});

it('closes the gap that a step leaves', () => {
  expect(outputs(remove(flowWith(row), new Set(['Mail']), kinds))).toMatchObject({ Start: { continue: 'Wait' } });
  expect(outputs(remove(flowWith(row), new Set(['Mail', 'Wait']), kinds))).toEqual({
    Start: { continue: 'End' },
    End: {},
  });
  const last = remove(flowWith(row), new Set(['End']), kinds);
  expect(outputs(last)).toMatchObject({ Mail: { continue: 'Wait' }, Wait: {} });
  expect(last.steps[1]?.outputs['onError']).toBeUndefined();
});

it('ends where steps that lead in a circle are taken away', () => {
  const circle = [
    stepOf('Start', 'start', { continue: 'A' }),
    stepOf('A', 'wait', { continue: 'B' }),
    stepOf('B', 'wait', { continue: 'A' }),
  ];
  expect(outputs(remove(flowWith(circle), new Set(['A', 'B']), kinds))).toEqual({ Start: {} });
});

it('renames a step wherever something leads to it, also in branches, and keeps its place', () => {
  const flow = flowWith([...row, branch], { places: [{ step: 'Mail', x: 5, y: 6 }] });
  const after = rename(flow, 'Mail', 'Tell', kinds);
  expect(outputs(after)).toMatchObject({ Start: { continue: 'Tell' }, Tell: { continue: 'Wait' } });
  expect(after.steps.at(-1)?.settings).toMatchObject({ branches: [{ to: 'Tell' }], else: 'End' });
  expect(after.canvas.places).toEqual([
    { step: 'Mail', x: 5, y: 6 },
    { step: 'Tell', x: 5, y: 6 },
  ]);
});

it('leads the ways of a branch by its settings', () => {
  const after = connect(connect(flowWith([...row, branch]), 'Which', 'branch:0', 'Wait'), 'Which', 'else', undefined);
  expect(after.steps.at(-1)).toMatchObject({ outputs: {}, settings: { branches: [{ to: 'Wait' }], else: '' } });
});

it('moves steps and notes, and nothing else', () => {
  const note = { noteId: 'n', text: 'x', x: 0, y: 0, width: 100, height: 50 };
  const after = move(
    flowWith(row, { notes: [note] }),
    new Map([
      ['n', { x: 3, y: 4 }],
      ['End', { x: 1, y: 1 }],
    ]),
  );
  expect(after.canvas).toEqual({ places: [{ step: 'End', x: 1, y: 1 }], notes: [{ ...note, x: 3, y: 4 }] });
  expect(after.steps).toBe(row);
});

it('copies steps under free names, with the ways among them only', () => {
  const flow = flowWith(row, { places: [{ step: 'Mail', x: 0, y: 0 }] });
  const copied = copiedOf(JSON.stringify(copy(flow, new Set(['Start', 'Mail', 'Wait']))))!;
  expect(copied.steps.map(({ uniqueName }) => uniqueName)).toEqual(['Mail', 'Wait']);
  const { flow: after, ids } = paste(flow, copied, kinds, () => 'n1');
  expect(ids).toEqual(['Mail2', 'Wait2']);
  expect(outputs(after)).toMatchObject({ Mail: { continue: 'Wait' }, Mail2: { continue: 'Wait2' }, Wait2: {} });
  expect(after.steps.find(({ uniqueName }) => uniqueName === 'Mail2')?.outputs['onError']).toBeUndefined();
  expect(after.canvas.places).toContainEqual({ step: 'Mail2', x: 40, y: 40 });
});

it.each(['', 'text', '{}', '[1]', 'null', '{"certloomSteps":2,"steps":[]}'])('takes %j for nothing copied', (text) =>
  expect(copiedOf(text)).toBeUndefined(),
);
