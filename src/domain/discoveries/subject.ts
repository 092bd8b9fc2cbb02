import { recordedFiringSubject, type FiringSubject } from '../firings/subject';
import type { Discovery } from './discovery';
import { kindsOfDiscovery } from './kinds';

/** A discovery as rules, notices and the event history see it. */
export interface DiscoverySubject extends FiringSubject {
  readonly discoveryObject: Discovery;
}

export function discoverySubject(discovery: Discovery): DiscoverySubject {
  const { uuid, name, kind, customAttributes, userUuid } = discovery;
  const subject = recordedFiringSubject({
    resource: 'discoveries',
    uuid,
    name,
    values: {
      DISCOVERY_NAME: name,
      DISCOVERY_START_TIME: discovery.startTime,
      DISCOVERY_END_TIME: discovery.endTime,
      DISCOVERY_STATUS: discovery.status,
      DISCOVERY_TOTAL_CERT_DISCOVERED: discovery.totalCertificateDiscovered,
      DISCOVERY_CONNECTOR_NAME: kindsOfDiscovery[kind].connectorName,
      DISCOVERY_KIND: kind,
    },
    owner: userUuid,
    attributes: customAttributes,
  });
  return Object.assign(subject, { discoveryObject: discovery });
}

/** What both events of discoveries tell of the discovery. */
export function discoveryFacts(
  { uuid, name, kind }: Pick<Discovery, 'uuid' | 'name' | 'kind'>,
  userUuid: string | null,
) {
  const { connectorUuid, connectorName } = kindsOfDiscovery[kind];
  return {
    discoveryUuid: uuid,
    discoveryName: name,
    discoveryUserUuid: userUuid,
    discoveryConnectorUuid: connectorUuid,
    discoveryConnectorName: connectorName,
  };
}
