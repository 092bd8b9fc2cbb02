import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { Count } from '../database/count';
import { countScan } from '../database/count-scan';
import { scanPage, type Position, type Scan, type ScannedPage } from '../database/keyset-scan';
import { createSplitPoints } from '../database/split-points';
import { uploadModel, withoutContent, type UploadDocument, type UploadRow, type UploadStatus } from './upload-rows';
import { createUploadSeal, type UploadSeal } from './upload-seal';

export interface UploadFilter {
  readonly status?: UploadStatus;
  /** uuid of the uploader. */
  readonly uploader?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

/** An upload as it may be shown: neither content nor claim nor what the request carried. */
export type ShownUpload = Omit<UploadDocument, 'der' | 'activeFingerprint' | 'requestAttributes' | 'source'>;

type ShownRow = Omit<UploadRow, 'der' | 'activeFingerprint' | 'requestAttributes' | 'source'>;

const projection = { ...withoutContent, activeFingerprint: 0, source: 0 } as const;

/** Uploads newest first, each bundle once; its items are read with it. */
export function createUploadList(db: Connection, seal: UploadSeal = createUploadSeal()) {
  const collection = collectionOf(uploadModel(db));
  const splitPoints = createSplitPoints(collection);
  return {
    async list(filter: UploadFilter, after: Position | undefined, limit: number): Promise<ScannedPage<ShownUpload>> {
      const page = await scanPage<ShownRow>(collection, splitPoints, { ...scanOf(filter), after, limit });
      return { ...page, items: page.items.map((row) => seal.open(row)) };
    },

    count: (filter: UploadFilter): Promise<Count> => countScan<ShownRow>(collection, splitPoints, scanOf(filter)),
  };
}

export type UploadList = ReturnType<typeof createUploadList>;

function scanOf({ status, uploader, from, to }: UploadFilter): Omit<Scan<ShownRow>, 'after' | 'limit'> {
  return {
    filter: {
      kind: { $in: ['single', 'bundle'] },
      ...(status === undefined ? {} : { status }),
      ...(uploader === undefined ? {} : { 'uploader.uuid': uploader }),
    },
    sort: { name: 'createdAt', type: 'date', growing: true, nullable: false, direction: -1, from, to },
    projection,
  };
}
