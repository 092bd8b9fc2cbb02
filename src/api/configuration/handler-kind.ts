import { handlerTypeCodes } from '../../domain/alerts/handler';
import { pluginNameForm } from '../../domain/plugins/manifest';
import { isPlainObject } from '../../domain/values/json';
import type { Found, Kind } from './kind';
import { itemsOf } from './named-kind';

/**
 * Registered modules of one's own, by the names that they give themselves. The files are the workers'; `sha256` says which
 * one is meant.
 */
export const handler: Kind = {
  kind: 'Handler',
  namedAs: 'handler',
  read: 'get /handlers',
  update: 'put /handlers/{name}',
  remove: 'delete /handlers/{name}',
  idOf: ({ name }) => `handler ${String(name)}`,
  paramsOf: (name) =>
    pluginNameForm.test(name) && !handlerTypeCodes.some((code) => code === name) ? { name } : undefined,
  // Left out they stay.
  alike: (wanted, before) => ({
    ...wanted,
    module: wanted['module'] ?? before['module'],
    sha256: wanted['sha256'] ?? (hasOtherModule(wanted, before) ? null : before['sha256']),
  }),
  // What a worker has found in the module.
  becomes: (checked) => (isPlainObject(checked['found']) ? checked['found'] : {}),
  async find({ calls }, wanted) {
    const found: Found[] = [];
    for await (const view of itemsOf(calls, 'get /handlers', { builtIn: 'false' })) {
      const { name, revision } = view as { readonly name: string; readonly revision: number };
      if (wanted === undefined || wanted === name) found.push({ name, params: { name }, revision, view });
    }
    return found;
  },
};

function hasOtherModule(wanted: Found['view'], before: Found['view']): boolean {
  return wanted['module'] !== null && wanted['module'] !== before['module'];
}
