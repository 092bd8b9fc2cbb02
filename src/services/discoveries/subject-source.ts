import type { Discovery } from '../../domain/discoveries/discovery';
import { discoverySubject, type DiscoverySubject } from '../../domain/discoveries/subject';
import { defineSubjectSource, type SubjectSource } from '../firings/subject-sources';
import { discoveryChanges, finishedPayload, type FinishedDeps } from './finished';

export type DiscoverySourceDeps = FinishedDeps['discoveries'] & {
  /** Those of them that are there. */
  byIds(uuids: readonly string[]): Promise<readonly Discovery[]>;
};

/** Discoveries as they are now, for dry runs and replays. */
export function discoverySource(discoveries: DiscoverySourceDeps): SubjectSource {
  return defineSubjectSource<DiscoverySubject>({
    resource: 'discoveries',
    permission: 'discoveries:read',
    findMany: async (uuids) =>
      new Map((await discoveries.byIds(uuids)).map((one) => [one.uuid, discoverySubject(one)])),
    changes: discoveryChanges(discoveries, (discovery) => discovery),
    payload: ({ subject: { discoveryObject } }) => finishedPayload(discoveryObject),
  });
}
