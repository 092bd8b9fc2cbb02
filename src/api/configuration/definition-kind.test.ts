import { definition } from './definition-kind';

const branch = (outputs?: object) => ({
  ...{ uniqueName: 'Ask', type: 'branch' },
  settings: { branches: [{ conditions: [{ left: 'true', operator: 'is_true' }], to: 'Tell' }], else: 'End' },
  ...(outputs === undefined ? {} : { outputs }),
});
const outputsOf = (step: object) =>
  (definition.filled!({ steps: [step] })['steps'] as { outputs?: unknown }[])[0]!.outputs;

it.each([undefined, {}, { Tell: 'Tell', End: 'End' }])(
  'compares ways out of a branch as they are stored, whatever the document says of them: %j',
  (given) => expect(outputsOf(branch(given))).toEqual({ Tell: 'Tell', End: 'End' }),
);

it('leaves other ways out as they are, for the check to refuse what is wrong', () => {
  expect(outputsOf(branch({ continue: 'End' }))).toEqual({ Tell: 'Tell', End: 'End', continue: 'End' });
  expect(outputsOf({ ...branch({ continue: 'x' }), settings: {} })).toEqual({ continue: 'x' });
  const email = { uniqueName: 'Tell', type: 'email', settings: {}, outputs: { continue: 'End' } };
  expect(outputsOf(email)).toEqual({ continue: 'End' });
});

describe('how it is drawn', () => {
  const stored = { name: 'a', steps: [], publish: true, canvas: { places: [{ step: 'A', x: 1, y: 2 }], notes: [] } };

  it('stays as it is where a document says nothing of it', () => {
    const { canvas: _c, ...wanted } = stored;
    expect(definition.alike!({ ...wanted, publish: false }, stored)).toEqual(stored);
    const moved = { ...stored, canvas: { places: [], notes: [] } };
    expect(definition.alike!(moved, stored)).toEqual(moved);
  });

  it('is shown where there is something to show', () => {
    expect(definition.shown!(stored)).toEqual(stored);
    expect(definition.shown!({ name: 'a', canvas: { places: [], notes: [] } })).toEqual({ name: 'a' });
  });
});

describe('whether the newest version is published', () => {
  const stored = { name: 'a', steps: [], publish: true };

  it.each([
    ['said of what is published already', { publish: true }, stored],
    ['left out of what is published already', { publish: false }, stored],
  ])('%s, changes nothing', (_name, given, before) =>
    expect(definition.alike!({ ...stored, ...given }, before)).toEqual(before),
  );

  it('is asked for with other steps, and of a draft', () => {
    const wanted = { ...stored, steps: [{}], publish: false };
    expect(definition.alike!(wanted, stored)).toEqual(wanted);
    expect(definition.alike!(stored, { ...stored, publish: false })).toEqual(stored);
  });
});
