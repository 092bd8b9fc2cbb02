import { end, fieldsOfDefinition, mailOf, startOf } from '../../../test/support/definition';
import { definitionsInMemory } from '../../../test/support/definitions-in-memory';
import type { DefinitionFields } from '../../domain/builder/check';
import type { Actor } from '../../domain/identity/actor';

const jane: Actor = { type: 'user', uuid: 'u', name: 'jane' };
const flow = (text: string, more: Partial<DefinitionFields> = {}) =>
  fieldsOfDefinition([startOf('Tell'), mailOf('Tell', 'End', text), end], more);
const enrollment = (key: string, name: string) =>
  flow('x', { name, type: 'enrollment', keys: [{ kind: 'ra_profile', uuid: key }] });

type Memory = ReturnType<typeof definitionsInMemory>;
async function make({ controls }: Memory, fields: DefinitionFields) {
  return controls.create(await controls.checkNew(fields), jane);
}
async function change({ controls, rows }: Memory, uuid: string, fields: DefinitionFields) {
  const checked = await controls.checkChange(uuid, rows.get(uuid)!.revision, fields);
  return controls.update({ ...checked, before: rows.get(uuid)! }, jane);
}
const publish = ({ controls }: Memory, uuid: string) => controls.publish(uuid, 'any', jane);
async function textOf({ controls, rows }: Memory, uuid: string, version: number) {
  return (await controls.versionOf(rows.get(uuid)!, version)).content.steps[1]?.settings['message'];
}

describe('versions', () => {
  it('has a draft that was never published written over', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, flow('one'));
    const after = await change(memory, uuid, flow('two'));
    expect(after).toMatchObject({ draftVersion: 1, publishedVersion: null, revision: 2 });
    expect(await textOf(memory, uuid, 1)).toBe('two');
  });

  it('B2: leaves what was published as it is, for the instances that run it, and begins a new draft', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, flow('one'));
    await publish(memory, uuid);
    expect(await change(memory, uuid, flow('two'))).toMatchObject({ draftVersion: 2, publishedVersion: 1 });
    expect(await change(memory, uuid, flow('three'))).toMatchObject({ draftVersion: 2, publishedVersion: 1 });
    expect(await publish(memory, uuid)).toMatchObject({ draftVersion: null, publishedVersion: 2 });
    expect(await textOf(memory, uuid, 1)).toBe('one');
    expect(await textOf(memory, uuid, 2)).toBe('three');
    expect(memory.kept.get(`${uuid}.2`)).toMatchObject({ publishedBy: jane, version: 2 });
  });

  it('begins none for a change of name, keys or description', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, flow('one'));
    await publish(memory, uuid);
    expect(await change(memory, uuid, flow('one', { name: 'Other', enabled: false }))).toMatchObject({
      ...{ draftVersion: null, publishedVersion: 1, name: 'Other', enabled: false },
    });
  });

  it('keeps how it is drawn beside all versions, and as it is where nothing is said of it', async () => {
    const memory = definitionsInMemory();
    const canvas = { places: [{ step: 'Tell', x: 10, y: 20 }], notes: [] };
    const { uuid, canvas: first } = await make(memory, flow('one'));
    expect(first).toEqual({ places: [], notes: [] });
    await publish(memory, uuid);
    expect(await change(memory, uuid, flow('one', { canvas }))).toMatchObject({ draftVersion: null, canvas });
    expect(await change(memory, uuid, flow('two'))).toMatchObject({ draftVersion: 2, canvas });
  });

  it('tells what is to be said of a change that nobody has saved, and what would keep it from being saved', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, flow('one'));
    const look = (fields: DefinitionFields) => memory.controls.looksAt(memory.rows.get(uuid)!, fields);
    expect(await look(flow('two'))).toMatchObject({ faults: [], problems: [] });
    expect(await look(fieldsOfDefinition([startOf('Nowhere'), end]))).toMatchObject({
      faults: [],
      problems: expect.arrayContaining([expect.objectContaining({ code: 'target_missing' })]),
    });
    const twice = fieldsOfDefinition([startOf('End'), end, end]);
    expect(await look(twice)).toMatchObject({ faults: [{ code: 'duplicate' }], problems: [] });
    expect(await textOf(memory, uuid, 1)).toBe('one');
  });

  it('is taken out of use and put back with the version that it had', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, flow('one'));
    await publish(memory, uuid);
    expect(await memory.controls.unpublish(uuid, 'any')).toMatchObject({ publishedVersion: null, draftVersion: null });
    expect(await textOf(memory, uuid, 1)).toBe('one');
    expect(await publish(memory, uuid)).toMatchObject({ publishedVersion: 1 });
    await expect(memory.controls.versionOf(memory.rows.get(uuid)!, 7)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is not published with errors, nor over the change of somebody else', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, fieldsOfDefinition([startOf('Nowhere'), end]));
    await expect(publish(memory, uuid)).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(memory.controls.publish(uuid, 7, jane)).rejects.toMatchObject({ code: 'revision_mismatch' });
    await expect(memory.controls.checkChange(uuid, 7, flow('x'))).rejects.toMatchObject({ code: 'revision_mismatch' });
  });

  it('keeps its type', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, flow('one'));
    await expect(change(memory, uuid, enrollment('ra', 'x'))).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('keys of enrollments', () => {
  it('lead to one published definition; another one has to wait until it is taken out of use', async () => {
    const memory = definitionsInMemory();
    const [one, other] = [await make(memory, enrollment('ra', 'One')), await make(memory, enrollment('ra', 'Other'))];
    await publish(memory, one.uuid);
    await expect(publish(memory, other.uuid)).rejects.toMatchObject({
      ...{ code: 'conflict', more: { extra: { definitionUuid: one.uuid } } },
    });
    await change(memory, one.uuid, { ...enrollment('ra', 'One'), enabled: false });
    expect(await publish(memory, other.uuid)).toMatchObject({ publishedVersion: 1 });
    await expect(change(memory, one.uuid, enrollment('ra', 'One'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are free again a minute after somebody took one and did not publish', async () => {
    const memory = definitionsInMemory();
    const { uuid } = await make(memory, enrollment('ra', 'One'));
    memory.keys.set('enrollment ra', {
      definition: (await make(memory, enrollment('x', 'Lost'))).uuid,
      at: memory.clock.now,
    });
    await expect(publish(memory, uuid)).rejects.toMatchObject({ code: 'conflict' });
    memory.clock.now = new Date(memory.clock.now.getTime() + 61_000);
    expect(await publish(memory, uuid)).toMatchObject({ publishedVersion: 1 });
  });
});

describe('deleting', () => {
  it('is refused while instances run or a trigger starts it, and for a global one', async () => {
    const busy = definitionsInMemory({ hasOpenInstances: () => Promise.resolve(true) });
    const made = await make(busy, flow('one'));
    await expect(busy.controls.remove(made)).rejects.toMatchObject({ code: 'in_use' });
    const named = definitionsInMemory({ triggersOf: () => Promise.resolve(['Start']) });
    const started = await make(named, flow('one'));
    await expect(named.controls.remove(started)).rejects.toMatchObject({ code: 'in_use' });
    const memory = definitionsInMemory();
    const global = await make(memory, flow('x', { type: 'revocation', keys: [], isGlobal: true }));
    await expect(memory.controls.remove(global)).rejects.toMatchObject({ code: 'invalid_state' });
    await publish(memory, global.uuid);
    await expect(memory.controls.unpublish(global.uuid, 'any')).rejects.toMatchObject({ code: 'invalid_state' });
    const other = await make(memory, flow('x'));
    await memory.controls.remove(other);
    expect(memory.rows.has(other.uuid)).toBe(false);
  });
});

it('takes no more than 4 MiB of steps', async () => {
  const { controls } = definitionsInMemory();
  await expect(controls.checkNew(flow('x'.repeat(4 * 1024 * 1024)))).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

it('tells what it names and is not there beside its other faults', async () => {
  const missing = { severity: 'error', pointer: '/keys/0', code: 'target_missing', detail: 'gone' } as const;
  const memory = definitionsInMemory({ references: () => Promise.resolve([missing]) });
  const made = await make(memory, flow('one'));
  expect(await memory.controls.problemsOf(made, await memory.controls.newestOf(made))).toEqual([missing]);
});
