import path from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec } from './payload-codec';

export interface PayloadKeys {
  /** 32 bytes each, the present one first. */
  readonly keys: readonly Buffer[];
  /** False: what is sealed can be read, what is written is plain. */
  readonly seals: boolean;
}

/** How values reach Temporal: the same for client and workers of one installation, whose workflow code knows nothing of it. */
export function createDataConverter({ keys, seals }: PayloadKeys): DataConverter {
  // Nothing is sealed, and nothing that was can be opened here: tasks with sealed payloads wait for a key.
  if (keys.length === 0 && !seals) return {};
  return {
    payloadCodecs: [createPayloadCodec(keys, seals)],
    ...(seals ? { failureConverterPath: path.join(__dirname, `failure-converter${path.extname(__filename)}`) } : {}),
  };
}
