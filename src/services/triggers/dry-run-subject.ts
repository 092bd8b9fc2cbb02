import { pendingCertificate } from '../../domain/certificates/pending';
import type { CertificateFacts } from '../../domain/certificates/certificate';
import { events, type EventCode } from '../../domain/events/catalogue';
import { certificateFiringSubject, type FiringSubject } from '../../domain/firings/subject';
import type { Firing } from '../../domain/firings/firing';
import { placedAgain } from '../../domain/firings/replay';
import type { Actor } from '../../domain/identity/actor';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError, validationFailed } from '../../domain/problem';
import type { PlatformSettings } from '../../domain/settings/platform';
import type { SubjectSources } from '../firings/subject-sources';

/** Exactly one of them is given. */
export interface WantedSubject {
  /** A stored object of the event's resource. */
  readonly object?: string | undefined;
  /** Bytes of one certificate that is not to be stored. */
  readonly content?: Uint8Array | undefined;
  readonly firing?: string | undefined;
}

export interface DryRunSubjectDeps {
  readonly sources: SubjectSources;
  readonly findFiring: (firingId: string) => Promise<Firing | null>;
  /** Throws `not_a_certificate` and the like. */
  readonly readCertificate: (content: Uint8Array) => Promise<CertificateFacts>;
  /** The certificate that holds each of these fingerprints. */
  readonly findByFingerprints: (fingerprints: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

export interface FoundSubject {
  readonly subject: FiringSubject;
  /** Null: it is not stored. */
  readonly uuid: string | null;
  /** For people: what is special about it. */
  readonly note: string | null;
  /** Of a past firing: its clock and who acted then. */
  readonly firing: Firing | null;
}

/** Finds what a dry run is about. Nothing is written. */
export function createDryRunSubjects(deps: DryRunSubjectDeps) {
  async function stored(resource: string, uuid: string, permissions: ReadonlySet<Permission>): Promise<FiringSubject> {
    const source = deps.sources.of(resource);
    if (source !== undefined && !permissions.has(source.permission)) {
      const missing = [source.permission];
      throw new CertloomError('forbidden', `This needs the permission ${source.permission}.`, { extra: { missing } });
    }
    const found = (await source?.findMany([uuid]))?.get(uuid);
    if (found === undefined) throw new CertloomError('not_found', 'There is no such object.');
    return found;
  }

  async function pasted(
    event: EventCode,
    content: Uint8Array,
    settings: PlatformSettings,
    actor: Actor,
    now: Date,
  ): Promise<FoundSubject> {
    const facts = await deps.readCertificate(content);
    const holder = (await deps.findByFingerprints([facts.fingerprint])).get(facts.fingerprint);
    // An upload has its uploader for an owner before any trigger is asked.
    const isUpload = events[event].hasStagedFields;
    const owner = isUpload && settings.upload.ownerDefault === 'uploader' ? actor.uuid : null;
    const entry = { uuid: unstored, owner, source: 'upload', uploadedBy: actor.name, now } as const;
    const note =
      holder === undefined
        ? null
        : 'The inventory has this certificate already; uploaded again, it would be refused before any trigger is asked.';
    return { subject: certificateFiringSubject(pendingCertificate(facts, entry)), uuid: null, note, firing: null };
  }

  return {
    /** Throws `not_found`, `forbidden`, `replay_not_possible` and the faults of the certificate. */
    async find(
      event: EventCode,
      { object, content, firing: firingId }: WantedSubject,
      by: { readonly actor: Actor; readonly permissions: ReadonlySet<Permission> },
      settings: PlatformSettings,
      now: Date,
    ): Promise<FoundSubject> {
      const { resource } = events[event];
      if (content !== undefined && resource !== 'certificates') throw wrongResource(event, 'certificates', '/pem');
      if (content !== undefined) return pasted(event, content, settings, by.actor, now);
      if (object !== undefined) {
        const subject = await stored(resource, object, by.permissions);
        return { subject, uuid: object, note: null, firing: null };
      }
      const firing = firingId === undefined ? null : await deps.findFiring(firingId);
      if (firing === null) throw new CertloomError('not_found', 'There is no such firing.');
      if (firing.objectUuid === null) {
        throw new CertloomError('replay_not_possible', 'Nothing is kept of what this firing was about.');
      }
      if (firing.resource !== resource) throw wrongResource(event, firing.resource, '/firing');
      const subject = placedAgain(await stored(resource, firing.objectUuid, by.permissions), firing);
      return { subject, uuid: firing.objectUuid, note: 'As it is now, by the clock of the firing.', firing };
    },
  };
}

export type DryRunSubjects = ReturnType<typeof createDryRunSubjects>;

function wrongResource(event: EventCode, found: string, pointer: string): CertloomError {
  const detail = `${event} happens to ${events[event].resource}, and this is of ${found}`;
  return validationFailed([{ pointer, code: 'wrong_value', detail }]);
}

/** Stands where a stored certificate has its uuid. */
const unstored = '00000000-0000-0000-0000-000000000000';
