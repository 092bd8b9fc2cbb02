import { keyOfItem } from '../../domain/alerts/key-item';
import type { CertificateItemFacts } from '../../domain/alerts/certificate-item';
import type { EndpointCheck } from '../../domain/alerts/endpoint';
import type { DefinitionType } from '../../domain/builder/definition';
import { definitionType, eventOfType } from '../../domain/builder/definition-type';
import type { InstanceItem } from '../../domain/builder/instance';
import {
  certificateValues,
  keyValues,
  operationValues,
  startValues,
  withAliases,
  type NamedValues,
} from '../../domain/builder/item-values';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { FieldScope } from '../../domain/conditions/fields';
import { certificateSubject, type Subject } from '../../domain/conditions/subject';
import { noCategories, type FiringSubject } from '../../domain/firings/subject';
import { nameOfOperation, type Operation } from '../../domain/operations/operation';
import type { SshKey } from '../../domain/ssh-keys/ssh-key';
import type { DirectorySnapshot } from '../../store/identity/directory';

export interface ItemValueDeps {
  readonly certificate: (uuid: string) => Promise<CertificateRecord | null>;
  /** DER of a certificate; undefined where there is none. */
  readonly contentOf: (certificate: string) => Promise<Uint8Array | undefined>;
  readonly operation: (uuid: string) => Promise<Operation | null>;
  readonly sshKey: (uuid: string) => Promise<SshKey | undefined>;
  readonly endpointCheck: (id: string) => Promise<EndpointCheck | null>;
  /** A discovery, approval or job as events see it. */
  readonly recorded: (kind: 'discovery' | 'approval' | 'job', uuid: string) => Promise<FiringSubject | undefined>;
  readonly authorityName: (uuid: string) => Promise<string | null>;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'raProfiles' | 'groups' | 'users'>>;
  readonly lifetimeDays: () => Promise<number>;
  readonly now: () => Date;
}

/** What values are asked for. */
export interface ValuesAbout {
  readonly type: DefinitionType;
  readonly item: InstanceItem | null;
  /** uuid of the instance; null in a preview. */
  readonly instance: string | null;
  readonly initialData: NamedValues;
}

/** Values of tokens, and what conditions look at: of an item as it is now. */
export function createItemValues(deps: ItemValueDeps) {
  async function factsOf(certificate: CertificateRecord): Promise<CertificateItemFacts> {
    const { raProfiles, groups, users } = await deps.directory();
    const { raProfile, owner, uploadedBy } = certificate;
    return {
      certificate,
      raProfileName: raProfile === null ? null : (raProfiles.get(raProfile)?.name ?? null),
      groupNames: certificate.groups.map((uuid) => groups.get(uuid)?.name ?? uuid),
      people: {
        owner: owner === null ? null : (users.get(owner) ?? null),
        ...{ requester: { name: uploadedBy, person: null }, principal: null },
      },
    };
  }

  async function authorityOf(raProfile: string | null): Promise<string | null> {
    const authority =
      raProfile === null ? null : (await deps.directory()).raProfiles.get(raProfile)?.authorityInstanceUuid;
    return authority == null ? null : deps.authorityName(authority);
  }

  async function ofCertificate(uuid: string | null): Promise<NamedValues> {
    const certificate = uuid === null ? null : await deps.certificate(uuid);
    if (certificate === null) return {};
    return certificateValues(await factsOf(certificate), await authorityOf(certificate.raProfile));
  }

  async function ofOperation(uuid: string): Promise<NamedValues> {
    const operation = await deps.operation(uuid);
    if (operation === null) return {};
    const { raProfiles, users } = await deps.directory();
    const { requester, certificate, action } = operation;
    const renewed = certificate === null || action === 'revoke' ? undefined : await deps.contentOf(certificate);
    return {
      ...(action === 'revoke' ? await ofCertificate(certificate) : {}),
      ...operationValues({
        ...{ operation, authorityName: await authorityOf(operation.raProfile) },
        raProfileName: raProfiles.get(operation.raProfile)?.name ?? null,
        requester: (requester.uuid === null ? undefined : users.get(requester.uuid)) ?? null,
        renewed: renewed === undefined ? null : Buffer.from(renewed).toString('base64'),
      }),
    };
  }

  async function ofItem(item: InstanceItem): Promise<NamedValues> {
    switch (item.kind) {
      case 'certificate':
        return ofCertificate(item.uuid);
      case 'operation':
        return ofOperation(item.uuid);
      case 'ssh_key': {
        const key = await deps.sshKey(keyOfItem(item.uuid));
        return key === undefined ? {} : keyValues(key, await deps.lifetimeDays(), deps.now());
      }
      case 'endpoint': {
        const check = await deps.endpointCheck(item.uuid);
        if (check === null) return {};
        const { state, detail, nextUpdate } = check;
        const until = nextUpdate === null ? {} : { 'endpoint.nextUpdate': nextUpdate.toISOString() };
        return { 'endpoint.state': state, 'endpoint.detail': detail, ...until };
      }
      default:
        return {};
    }
  }

  async function certificateOf({ kind, uuid }: InstanceItem): Promise<CertificateRecord | null> {
    if (kind === 'certificate') return deps.certificate(uuid);
    const operation = kind === 'operation' ? await deps.operation(uuid) : null;
    return operation === null || operation.certificate === null ? null : deps.certificate(operation.certificate);
  }

  return {
    /** By every name of the type. What the item has no value for is left out. */
    async valuesOf({ type, item, instance, initialData }: ValuesAbout): Promise<NamedValues> {
      return withAliases(type, {
        ...(item === null ? {} : await ofItem(item)),
        ...startValues(type, initialData),
        now: deps.now().toISOString(),
        ...(instance === null ? {} : { instance: { id: instance }, 'instance.id': instance }),
      });
    },

    /** What conditions look at beside variables; null where the type has no fields, or the item is gone. */
    async lookAt({
      type,
      item,
      initialData,
    }: Omit<ValuesAbout, 'instance'>): Promise<{ readonly scope: FieldScope; readonly subject: Subject } | null> {
      const { scope } = definitionType(type);
      if (scope === null || item === null) return null;
      const event = (initialData['event'] ?? {}) as { readonly data?: NamedValues };
      const told = (subject: Subject): Subject =>
        eventOfType(type) === undefined ? subject : { ...subject, event: (field) => event.data?.[field] };
      if (item.kind === 'discovery' || item.kind === 'approval' || item.kind === 'job') {
        const found = await deps.recorded(item.kind, item.uuid);
        if (found === undefined) return null;
        const names = { raProfileName: null, groupNames: [], ownerName: null };
        return { scope, subject: told(found.look({ ...noCategories, ...found.categories }, names)) };
      }
      const certificate = await certificateOf(item);
      if (certificate === null) return null;
      const { raProfileName, groupNames } = await factsOf(certificate);
      const { users } = await deps.directory();
      const ownerName = certificate.owner === null ? null : (users.get(certificate.owner)?.username ?? null);
      return { scope, subject: told(certificateSubject(certificate, { raProfileName, groupNames, ownerName })) };
    },

    /** What it is called, for people; null where it is not there. */
    async nameOf(item: InstanceItem): Promise<string | null> {
      if (item.kind === 'operation') {
        const operation = await deps.operation(item.uuid);
        return operation === null ? null : nameOfOperation(operation);
      }
      if (item.kind === 'ssh_key') {
        const key = await deps.sshKey(keyOfItem(item.uuid));
        return key === undefined ? null : key.comment || key.fingerprint;
      }
      if (item.kind === 'endpoint') return null;
      if (item.kind !== 'certificate') return (await deps.recorded(item.kind, item.uuid))?.name ?? null;
      const certificate = await deps.certificate(item.uuid);
      return certificate === null ? null : (certificate.commonName ?? certificate.subjectDn);
    },
  };
}

export type ItemValues = ReturnType<typeof createItemValues>;
