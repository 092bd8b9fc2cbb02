import type { Directory } from '../../domain/actions/apply';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Permission } from '../../domain/identity/permissions';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import type { PlatformSettings } from '../../domain/settings/platform';
import { decide, type Decision, type ReadySets } from '../../domain/firings/decide';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import { systemActor } from '../../domain/identity/actor';

/** The sets that apply to a certificate, compiled. */
export interface ReadySetsOf {
  readonly snapshotId: string;
  readonly sets: ResolvedSets;
  readonly ready: ReadySets;
  readonly isEmpty: boolean;
  /** Keeps the snapshot that firings are going to name. */
  readonly save: () => Promise<void>;
}

/** Everything that deciding an event of stored certificates needs beside the certificates: read once for a page. */
export interface SubjectRules {
  readonly settings: PlatformSettings;
  readonly directory: Omit<Directory, 'raProfiles'> & { readonly raProfiles: ReadonlyMap<string, RaProfile> };
  readonly recordWithoutTriggers: boolean;
  /** The parts of a certificate that the conditions of the event, at any place, look at. */
  readonly conditionPaths: ReadonlySet<keyof CertificateRecord>;
  readonly setsOf: (certificate: Pick<CertificateRecord, 'groups' | 'raProfile'>) => ReadySetsOf;
  readonly rightsOf: (userUuid: string) => ReadonlySet<Permission> | undefined;
}

/** Decides an event of a stored certificate that the product itself caused. */
export function decideStored(
  rules: SubjectRules,
  certificate: CertificateRecord,
  { ready }: ReadySetsOf,
  now: Date,
  tick?: () => number,
): Decision {
  const { directory, rightsOf } = rules;
  return decide({
    sets: ready,
    certificate,
    requestAttributes: {},
    actor: systemActor,
    now,
    directory,
    rightsOf,
    ...(tick === undefined ? {} : { tick }),
  });
}
