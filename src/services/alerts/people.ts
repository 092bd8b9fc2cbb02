import { namedPrincipals, type CertificateItemFacts } from '../../domain/alerts/certificate-item';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { User } from '../../domain/identity/user';
import type { DirectorySnapshot } from '../../store/identity/directory';

/** The directory of people: users of the platform, by what certificates and requests call them. */
export interface People {
  readonly byUuid: ReadonlyMap<string, User>;
  readonly byName: ReadonlyMap<string, User>;
  readonly byMail: ReadonlyMap<string, User>;
}

const known = new WeakMap<DirectorySnapshot['users'], People>();

export function peopleIn({ users }: Pick<DirectorySnapshot, 'users'>): People {
  let people = known.get(users);
  if (people !== undefined) return people;
  const all = [...users.values()];
  people = {
    byUuid: users,
    byName: new Map(all.map((user) => [user.username.toLowerCase(), user])),
    byMail: new Map(all.flatMap((user) => (user.email === null ? [] : [[user.email.toLowerCase(), user] as const]))),
  };
  known.set(users, people);
  return people;
}

/** What texts and handlers of alerts may know of a certificate. */
export function certificateFactsOf(certificate: CertificateRecord, directory: DirectorySnapshot): CertificateItemFacts {
  const people = peopleIn(directory);
  const { owner, uploadedBy, raProfile, groups } = certificate;
  return {
    certificate,
    raProfileName: raProfile === null ? null : (directory.raProfiles.get(raProfile)?.name ?? null),
    groupNames: groups.map((uuid) => directory.groups.get(uuid)?.name ?? uuid),
    people: {
      owner: (owner === null ? null : people.byUuid.get(owner)) ?? null,
      requester: {
        name: uploadedBy,
        person: (uploadedBy === null ? null : people.byName.get(uploadedBy.toLowerCase())) ?? null,
      },
      principal:
        namedPrincipals(certificate)
          .map((name) => people.byMail.get(name.toLowerCase()))
          .find((user) => user !== undefined) ?? null,
    },
  };
}
