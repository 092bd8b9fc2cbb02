import type { Connection } from 'mongoose';
import type { Plugin } from '../../domain/plugins/plugin';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type PluginDocument = NamedDocument & Omit<Plugin, 'uuid' | 'name' | 'revision'>;

const schema = namedSchema<PluginDocument>({
  title: { type: String, required: true },
  version: { type: String, required: true },
  supports: { type: [String], required: true },
  parameters: { type: [Object], required: true },
  module: { type: String, required: true },
  sha256: { type: String, required: true },
  enabled: { type: Boolean, required: true },
  registeredAt: { type: Date, required: true },
});

/** Modules that are registered as handlers. */
export function createPluginStore(db: Connection) {
  const named = createNamedStore<PluginDocument, Plugin>(db, 'plugins', schema, { noun: 'a handler' }, (rows) =>
    rows.map(({ _id, ...fields }) => ({ uuid: _id, ...fields })),
  );
  const { byName, all, create, update, remove } = named;
  return { byName, all, create, update, remove };
}

export type PluginStore = ReturnType<typeof createPluginStore>;
