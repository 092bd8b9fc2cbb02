import { reservedScriptNames, scriptNameForm } from '../../domain/scripts/script';
import { sortedJson } from '../../domain/values/json';
import type { Found, Kind } from './kind';
import { itemsOf } from './named-kind';

type Json = Found['view'];

/** Scripts with their current text. What concerns one saving alone, such as a comment, changes nothing by itself. */
export const script: Kind = {
  kind: 'Script',
  namedAs: 'script',
  read: 'get /scripts',
  update: 'put /scripts/{name}',
  remove: 'delete /scripts/{name}',
  unordered: ['categories', 'secrets', 'connections'],
  secretNames: ['secrets'],
  paramsOf: (name) =>
    scriptNameForm.test(name) && !reservedScriptNames.includes(name.toLowerCase()) ? { name } : undefined,
  alike(wanted, before) {
    const { comment: _comment, allowLintErrors: _allowed, ...lasting } = wanted;
    return sortedJson(orderless(lasting)) === sortedJson(orderless(before)) ? lasting : wanted;
  },
  async spelt({ calls }, name) {
    for await (const view of itemsOf(calls, 'get /scripts', { name })) return view['name'] as string;
    return undefined;
  },
  async find({ calls }, wanted) {
    const found: Found[] = [];
    for await (const view of itemsOf(calls, 'get /scripts', wanted === undefined ? {} : { name: wanted })) {
      const { name, revision, currentVersion } = view as { name: string; revision: number; currentVersion: number };
      if (wanted !== undefined && wanted !== name) continue;
      const params = { name, version: String(currentVersion) };
      const { body } = await calls.call('get /scripts/{name}/versions/{version}', { params });
      const { content } = body as { readonly content: string };
      found.push({ name, params: { name }, revision, view: { ...view, content } });
    }
    return found;
  },
};

function orderless(request: Json): Json {
  const sorted = (member: string) => [...new Set((request[member] as readonly string[] | undefined) ?? [])].sort();
  return {
    ...request,
    categories: sorted('categories'),
    secrets: sorted('secrets'),
    connections: sorted('connections'),
  };
}
