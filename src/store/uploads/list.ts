import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { scanPage, type Position, type ScannedPage } from '../database/keyset-scan';
import { createSplitPoints } from '../database/split-points';
import { uploadModel, type UploadDocument, type UploadStatus } from './uploads';

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
export type ShownUpload = Omit<UploadDocument, 'der' | 'activeFingerprint' | 'requestAttributes'>;

const projection = { der: 0, activeFingerprint: 0, requestAttributes: 0 } as const;

/** Uploads newest first, each bundle once; its items are read with it. */
export function createUploadList(db: Connection) {
  const collection = collectionOf(uploadModel(db));
  const splitPoints = createSplitPoints(collection);
  return {
    async list(
      { status, uploader, from, to }: UploadFilter,
      after: Position | undefined,
      limit: number,
    ): Promise<ScannedPage<ShownUpload>> {
      return scanPage<ShownUpload>(collection, splitPoints, {
        filter: {
          kind: { $in: ['single', 'bundle'] },
          ...(status === undefined ? {} : { status }),
          ...(uploader === undefined ? {} : { 'uploader.uuid': uploader }),
        },
        sort: { name: 'createdAt', type: 'date', growing: true, nullable: false, direction: -1, from, to },
        after,
        limit,
        projection,
      });
    },
  };
}

export type UploadList = ReturnType<typeof createUploadList>;
