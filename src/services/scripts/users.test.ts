import type { ScriptUser } from '../../domain/scripts/script';
import type { ScriptWords } from '../../store/scripts/scripts';
import { createScriptUsers, usersOfShared } from './users';

const ops = { uuid: 'u', name: 'Ops', runtime: 'bash', categories: ['shared'] } as const;
const user = (kind: string): ScriptUser => ({ kind, uuid: kind, name: kind, needs: 'handler' });

it('asks every kind of user for the same script', async () => {
  const asked: string[] = [];
  const source = (kind: string) => async (script: { readonly name: string }) => {
    asked.push(`${kind} ${script.name}`);
    return [user(kind)];
  };
  const users = createScriptUsers([source('trigger'), source('alert')]);
  expect((await users(ops)).map(({ kind }) => kind)).toEqual(['trigger', 'alert']);
  expect(asked).toEqual(['trigger Ops', 'alert Ops']);
});

it('finds nobody where nothing can use scripts', async () => {
  expect(await createScriptUsers([])(ops)).toEqual([]);
});

describe('usersOfShared', () => {
  const usersAmong = async (texts: readonly string[], shared: Parameters<ReturnType<typeof usersOfShared>>[0]) => {
    const words = texts.map((content, at): ScriptWords => ({ uuid: `s${at}`, name: content, content }));
    const source = usersOfShared({
      async *textsWith() {
        yield* words;
      },
    });
    return (await source(shared)).map(({ name }) => name);
  };

  it('finds scripts that name the file of a shared one, and no longer or shorter name', async () => {
    const named = ['. ./ops.sh', 'source "$PWD/Ops.sh"; x', '# needs ops.sh.'];
    expect(await usersAmong([...named, '. ./my-ops.sh', '. ./ops.sh.old', 'ops', '. ./ops.shx'], ops)).toEqual(named);
  });

  it('finds imports of Python, and leaves out words that only look like one', async () => {
    const named = ['import os, ops', 'from ops import x', 'import_module("ops")', 'run("ops.py")'];
    const shared = { ...ops, runtime: 'python' } as const;
    expect(await usersAmong([...named, 'import devops', 'ops = 1'], shared)).toEqual(named);
  });

  it('leaves out the script itself, and finds nobody for one that is not shared', async () => {
    expect(await usersAmong(['. ./ops.sh'], { ...ops, uuid: 's0' })).toEqual([]);
    expect(await usersAmong(['. ./ops.sh'], { ...ops, categories: ['handler'] })).toEqual([]);
  });
});
