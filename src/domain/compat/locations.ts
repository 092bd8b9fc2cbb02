import type { MetadataEntry } from '../certificates/certificate';

/** Where a certificate was found, as far as the origin has members for it. */
export interface OriginLocation {
  readonly storeType: string;
  readonly clientMachine: string;
  readonly storePath: string;
  readonly alias: string;
  /** 0: the certificate itself and none above it in a chain. */
  readonly chainLevel: number;
}

/** What a place that a discovery has found counts as. */
const discovered = 'Discovered';

/**
 * The places of a certificate: those that came over under the names of certificate stores, whose lists go together place
 * by place, and those that discoveries have found.
 */
export function locationsOf(metadata: readonly MetadataEntry[]): OriginLocation[] {
  const listOf = (name: string) => metadata.find((entry) => entry.name === name)?.data.map(String) ?? [];
  const [machines, paths, types] = [listOf('CertStoreFQDN'), listOf('CertStorePath'), listOf('CertStoreType')];
  const stores = Array.from({ length: Math.max(machines.length, paths.length) }, (_, at) => ({
    // One type, or one machine, may be said of several paths.
    storeType: types[at] ?? types[0] ?? 'Unknown',
    clientMachine: machines[at] ?? machines[0] ?? '',
    storePath: paths[at] ?? '',
    alias: '',
    chainLevel: 0,
  }));
  return [...stores, ...listOf('place').map(foundPlace)];
}

/** `mail.example:25 (smtp.example) smtp`, or a path, perhaps with the entry of a key store behind it in brackets. */
function foundPlace(words: string): OriginLocation {
  const [, where = '', alias = ''] = /^(.*?)(?: ?\[([^\]:]*)\])?$/s.exec(words) ?? [];
  const address = /^(\[[^\]]+\]|[^\s/\\]+):\d+(?: .*)?$/.exec(where);
  return {
    ...{ storeType: discovered, clientMachine: address?.[1] ?? '', storePath: where, alias, chainLevel: 0 },
  };
}

/** The answer to the origin's question for locations: places of one type together. */
export function toOriginLocations(places: readonly OriginLocation[]) {
  const types = [...new Set(places.map(({ storeType }) => storeType))];
  return {
    Details: types.map((StoreType) => {
      const own = places.filter(({ storeType }) => storeType === StoreType);
      return {
        ...{ StoreType, StoreTypeId: null, StoreCount: own.length },
        Locations: own.map(({ clientMachine, storePath, alias }) => ({
          ...{ StoreId: null, StoreTypeId: null, ClientMachine: clientMachine, StorePath: storePath },
          ...{ AgentPool: null, Alias: alias, IPAddress: null, Port: null, NetworkName: null },
        })),
      };
    }),
  };
}
